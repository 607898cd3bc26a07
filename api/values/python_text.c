#include "api/values/python_text.h"

#include "api/json/utf8.h"
#include "api/operations/bound_names.h"
#include "api/operations/turns.h"
#include "api/values/references.h"

#include <inttypes.h>
#include <string.h>

static bool is_bound(const Heap *heap, const char *name) {
    return heap_frame_lookup(heap, HEAP_MODULE_FRAME, name) != NULL ||
           heap_frame_lookup(heap, heap_current_frame(heap), name) != NULL;
}

static const char *const builtin_names[BUILTINS] = {
    [BUILTIN_GLOBALS] = "globals",
    [BUILTIN_BYTES] = "bytes",
    [BUILTIN_DICT] = "dict",
    [BUILTIN_FLOAT] = "float",
    [BUILTIN_FROZENSET] = "frozenset",
    [BUILTIN_LIST] = "list",
    [BUILTIN_RANGE] = "range",
    [BUILTIN_SET] = "set",
    [BUILTIN_STR] = "str",
    [BUILTIN_TUPLE] = "tuple",
};

PythonText python_at(const Heap *heap) {
    return (PythonText){
        .heap = heap,
        .around_all = heap,
        .in_function = heap_current_frame(heap) != HEAP_MODULE_FRAME,
    };
}

const char *python_builtin_name(Builtin builtin) {
    return builtin_names[builtin];
}

void python_builtin(PythonText *python, Builtin builtin) {
    bool hidden = python->hidden[builtin] || (python->around_all != NULL &&
                                              is_bound(python->around_all, builtin_names[builtin]));
    python->impossible = python->impossible || hidden;
    bool is_told = python->tells_module && python->heap != NULL;
    text_add_string(&python->text, is_told ? "__builtins__." : "");
    text_add_string(&python->text, builtin_names[builtin]);
}

static void add_escaped(TextBuffer *text, uint32_t character, char quote) {
    static const char from[] = "\n\r\t\\";
    static const char to[] = "nrt\\";
    const char *found = character > 0 && character < 0x80 ? strchr(from, (int)character) : NULL;
    if (found != NULL) {
        text_add_format(text, "\\%c", to[found - from]);
    } else if (character == (unsigned char)quote) {
        text_add_format(text, "\\%c", quote);
    } else {
        text_add_format(text,
                        character < 0x100     ? "\\x%02" PRIx32
                        : character < 0x10000 ? "\\u%04" PRIx32
                                              : "\\U%08" PRIx32,
                        character);
    }
}

// Of bytes only ASCII is shown as it is.
static bool is_plain(uint32_t character, char quote, bool is_bytes) {
    return character != '\\' && character != (unsigned char)quote && heap_is_printable(character) &&
           (character < 0x80 || !is_bytes);
}

// Bytes are taken one by one, text character by character.
static size_t read_character(const char *from, size_t size, bool is_bytes, uint32_t *out) {
    size_t length = is_bytes ? 0 : utf8_decode(from, size, out);
    if (length == 0) {
        *out = (unsigned char)*from;
        return 1;
    }
    return length;
}

// As repr() chooses: double quotes only where they save escapes.
static char choose_quote(const char *bytes, size_t size) {
    bool single = memchr(bytes, '\'', size) != NULL;
    return single && memchr(bytes, '"', size) == NULL ? '"' : '\'';
}

static void add_quoted(TextBuffer *text, const char *from, size_t size, bool is_bytes) {
    char quote = choose_quote(from, size);
    text_add(text, &quote, 1);
    size_t done = 0;
    for (size_t i = 0, length; i < size; i += length) {
        uint32_t character = 0;
        length = read_character(from + i, size - i, is_bytes, &character);
        if (!is_plain(character, quote, is_bytes)) {
            text_add(text, from + done, i - done);
            add_escaped(text, character, quote);
            done = i + length;
        }
    }
    text_add(text, from + done, size - done);
    text_add(text, &quote, 1);
}

void python_string(PythonText *python, const char *utf8, size_t size) {
    add_quoted(&python->text, utf8, size, false);
}

void python_bytes(PythonText *python, const unsigned char *bytes, size_t size) {
    text_add(&python->text, "b", 1);
    add_quoted(&python->text, (const char *)bytes, size, true);
}

void python_zeros(PythonText *python, double size) {
    python_builtin(python, BUILTIN_BYTES);
    text_add_format(&python->text, "(%.0f)", size);
}

static void module_name(PythonText *python, const char *name) {
    if (python->in_function) {
        python_builtin(python, BUILTIN_GLOBALS);
        text_add_string(&python->text, "()['");
        text_add_string(&python->text, name);
        text_add_string(&python->text, "']");
    } else {
        text_add_string(&python->text, name);
    }
}

// A name of the frame that is bound to the object.
static const char *name_in_frame(const Heap *heap, uint32_t frame, const Object *object) {
    HeapName name;
    for (uint32_t cursor = 0; heap_next_name(heap, frame, &cursor, &name);) {
        if (name.object == object) {
            return name.name;
        }
    }
    return NULL;
}

// The object with this id, under a name that the statement can use.
static void name_of_id(PythonText *python, uint32_t id) {
    const Heap *heap = python->heap;
    Object *object = heap != NULL ? heap_find(heap, id) : NULL;
    if (object == NULL) {
        python->impossible = true;
        return;
    }
    uint32_t frame = heap_current_frame(heap);
    const char *local = name_in_frame(heap, frame, object);
    const char *global = local == NULL ? name_in_frame(heap, HEAP_MODULE_FRAME, object) : NULL;
    if (local != NULL) {
        text_add_string(&python->text, local);
    } else if (global != NULL) {
        module_name(python, global);
    } else {
        python->impossible = true;
    }
}

// A name that the running frame does not bind, and no loop of the statement either.
static bool is_of_module(const PythonText *python, const char *name) {
    return python->tells_module && python->heap != NULL && !turn_is_in(name) &&
           heap_frame_lookup(python->heap, heap_current_frame(python->heap), name) == NULL &&
           (python->loop_names == NULL || !bound_names_have(python->loop_names, name));
}

static void plain_name(PythonText *python, const char *name) {
    if (is_of_module(python, name)) {
        module_name(python, name);
    } else {
        text_add_string(&python->text, name);
    }
}

void python_reference(PythonText *python, const char *text) {
    Reference reference = reference_begin(text);
    switch (reference.base) {
    case REFERENCE_NAME: plain_name(python, reference.name); break;
    case REFERENCE_MODULE_NAME: module_name(python, reference.name); break;
    case REFERENCE_ID: name_of_id(python, reference.id); break;
    }
    text_add_string(&python->text, reference.steps);
}

void python_binding_name(PythonText *python, const char *text) {
    BindingName name = binding_name(text);
    if (name.in_module) {
        module_name(python, name.name);
    } else {
        text_add_string(&python->text, name.name);
    }
}

void python_into(PythonText *python, const cJSON *name) {
    if (name != NULL) {
        python_binding_name(python, name->valuestring);
        text_add_string(&python->text, " = ");
    }
}

void python_new_line(PythonText *python) {
    text_add_string(&python->text, "\n");
    for (size_t i = 0; i < python->indent; i++) {
        text_add_string(&python->text, "    ");
    }
}

// What a script needs to know of a frame that is entered by hand, while its function is there.
#include "api/session.h"

#include <stdlib.h>

static void add_name(TextBuffer *text, const char *name) {
    text_add_string(text, text->size > 0 ? ", " : "");
    text_add_string(text, name);
}

static char *params_of(const Heap *heap, const Object *function) {
    TextBuffer text = {0};
    size_t count = heap_function_param_count(heap, function);
    for (size_t i = 0; i < count; i++) {
        add_name(&text, heap_function_param(heap, function, i));
    }
    return text_take(&text, NULL);
}

static char *captured_of(const Heap *heap, const Object *function) {
    TextBuffer text = {0};
    const char *name = NULL;
    for (size_t i = 0; (name = heap_function_captured(heap, function, i)) != NULL; i++) {
        add_name(&text, name);
    }
    return text_take(&text, NULL);
}

static char *names_in(const cJSON *array) {
    TextBuffer text = {0};
    for (const cJSON *name = array != NULL ? array->child : NULL; name != NULL; name = name->next) {
        add_name(&text, name->valuestring);
    }
    return text_take(&text, NULL);
}

static Object *running_function(const Heap *heap) {
    HeapFrameInfo info = {0}, next;
    for (size_t i = 0; heap_frame(heap, i, &next); i++) {
        info = next;
    }
    return info.function;
}

// After: the entry has notes, or there is no memory.
static FrameNotes *notes_of(LogEntry *entry) {
    if (entry->notes == NULL) {
        entry->notes = calloc(1, sizeof *entry->notes);
    }
    return entry->notes;
}

bool log_entry_note_apart(LogEntry *entry, char *apart) {
    FrameNotes *notes = notes_of(entry);
    if (notes == NULL) {
        free(apart);
        return false;
    }
    notes->apart = apart;
    return true;
}

bool log_entry_note_frame(LogEntry *entry, const Heap *heap, const cJSON *cells) {
    const Object *function = running_function(heap);
    FrameNotes *notes = notes_of(entry);
    if (notes == NULL) {
        return false;
    }
    notes->qualname = text_copy(heap_function_qualname(heap, function));
    notes->params = params_of(heap, function);
    notes->captured = captured_of(heap, function);
    notes->cells = names_in(cells);
    return notes->qualname != NULL && notes->params != NULL && notes->captured != NULL &&
           notes->cells != NULL;
}

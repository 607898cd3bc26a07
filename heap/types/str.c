#include "heap/types/str.h"

#include <string.h>

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/intern.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/singletons.h"

enum {
    MAX_UNIT_BYTES = 512 << 20,  // Of the characters of one str.
    HASH_CHUNK = 1024,
};

static const uint8_t unit_size[] = {
    [STR_ASCII] = 1,
    [STR_LATIN1] = 1,
    [STR_UCS2] = 2,
    [STR_UCS4] = 4,
};

static const StrObject *as_str(const Object *object) {
    return (const StrObject *)object;
}

// ---- the layout

// The profile's sizes count the end of an empty str of one-byte units.
static uint64_t units_offset(const Heap *heap, StrForm form) {
    const Profile *profile = heap->profile;
    return (form == STR_ASCII ? profile->str_ascii_bytes : profile->str_other_bytes) - 1;
}

uint64_t str_bytes(const Heap *heap, StrForm form, uint64_t length) {
    return units_offset(heap, form) + (length + 1) * unit_size[form];
}

const void *str_units(const Heap *heap, const Object *str) {
    return (const char *)str + units_offset(heap, (StrForm)as_str(str)->form);
}

size_t str_unit_bytes(const Object *str) {
    return as_str(str)->length * unit_size[as_str(str)->form];
}

size_t str_length(const Object *str) {
    return as_str(str)->length;
}

uint32_t str_character(const Heap *heap, const Object *str, size_t index) {
    const void *units = str_units(heap, str);
    switch ((StrForm)as_str(str)->form) {
    case STR_ASCII:
    case STR_LATIN1: return ((const uint8_t *)units)[index];
    case STR_UCS2: return ((const uint16_t *)units)[index];
    case STR_UCS4: return ((const uint32_t *)units)[index];
    }
    return 0;
}

bool str_equal(const Heap *heap, const Object *a, const Object *b) {
    return as_str(a)->length == as_str(b)->length && as_str(a)->form == as_str(b)->form &&
           memcmp(str_units(heap, a), str_units(heap, b), str_unit_bytes(a)) == 0;
}

bool str_says_word(const Heap *heap, const Object *str, const StrText *text) {
    if (as_str(str)->form != STR_ASCII || as_str(str)->length != text->length) {
        return false;
    }
    const char *units = str_units(heap, str);
    // What equals itself moved by one piece repeats its first piece.
    return memcmp(units, text->utf8, text->size) == 0 &&
           memcmp(units, units + text->size, text->length - text->size) == 0;
}

// ---- UTF-8

static bool is_word_character(unsigned char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

bool str_is_word(const Heap *heap, const Object *str) {
    const unsigned char *units = str_units(heap, str);
    bool is_word = as_str(str)->form == STR_ASCII;
    for (size_t i = 0; is_word && i < str_length(str); i++) {
        is_word = is_word_character(units[i]);
    }
    return is_word;
}

static bool continues(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

// What the first byte of a character says about the form it needs.
static StrForm form_needed(unsigned char lead) {
    if (lead < 0x80) {
        return STR_ASCII;
    }
    return lead < 0xc4 ? STR_LATIN1 : lead < 0xf0 ? STR_UCS2 : STR_UCS4;
}

StrText str_scan(const char *utf8, size_t size) {
    StrText text = {.utf8 = utf8, .size = size, .times = 1, .is_word = true};
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)utf8[i];
        text.length += !continues(utf8[i]);
        text.is_word = text.is_word && is_word_character(byte);
        StrForm form = form_needed(byte);
        text.form = form > text.form ? form : text.form;
    }
    return text;
}

uint32_t str_decode(const char **at, const char *end) {
    unsigned char lead = (unsigned char)*(*at)++;
    uint32_t character = lead < 0x80 ? lead : lead < 0xe0 ? lead & 0x1f : lead & 0x0f;
    while (*at < end && continues(**at)) {
        character = character << 6 | ((unsigned char)*(*at)++ & 0x3f);
    }
    return character;
}

size_t str_encode(uint32_t character, char utf8[static 4]) {
    if (character < 0x80) {
        utf8[0] = (char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    uint32_t rest = character;
    for (size_t i = size - 1; i > 0; i--, rest >>= 6) {
        utf8[i] = (char)(0x80 | (rest & 0x3f));
    }
    utf8[0] = (char)((0xf00 >> size & 0xf0) | rest);
    return size;
}

// ---- making

// Repeats the first `piece` bytes until there are `total`.
static void repeat(char *bytes, size_t piece, size_t total) {
    for (size_t filled = piece; filled < total;) {
        size_t step = filled < total - filled ? filled : total - filled;
        memcpy(bytes + filled, bytes, step);
        filled += step;
    }
}

static void set_unit(void *units, StrForm form, size_t index, uint32_t character) {
    switch (form) {
    case STR_ASCII:
    case STR_LATIN1: ((uint8_t *)units)[index] = (uint8_t)character; break;
    case STR_UCS2: ((uint16_t *)units)[index] = (uint16_t)character; break;
    case STR_UCS4: ((uint32_t *)units)[index] = character; break;
    }
}

// Returns how many units.
static size_t decode(const StrText *text, void *units) {
    if (text->form == STR_ASCII) {
        memcpy(units, text->utf8, text->size);
        return text->size;
    }
    size_t count = 0;
    const char *end = text->utf8 + text->size;
    for (const char *at = text->utf8; at < end;) {
        set_unit(units, text->form, count++, str_decode(&at, end));
    }
    return count;
}

static void set_fields(Object *object, StrForm form, uint64_t length) {
    StrObject *str = (StrObject *)object;
    str->length = length;
    str->hash = -1;
    str->form = (uint8_t)form;
}

static HeapStatus take_memory(Heap *heap, const StrText *text, Object **out_object) {
    uint64_t bytes = str_bytes(heap, text->form, text->length);
    return text->room == 0
               ? object_new(heap, HEAP_STR, bytes, FREE_LISTS, out_object)
               : object_new_trimmed(heap, HEAP_STR, str_bytes(heap, text->form, text->room), bytes,
                                    out_object);
}

static HeapStatus make(Heap *heap, const StrText *text, Object **out_object) {
    Object *object;
    HeapStatus status = take_memory(heap, text, &object);
    if (status != HEAP_OK) {
        return status;
    }
    set_fields(object, text->form, text->length);
    char *units = (char *)object + units_offset(heap, text->form);
    if (text->length > 0) {
        repeat(units, decode(text, units) * unit_size[text->form], str_unit_bytes(object));
    }
    memset(units + str_unit_bytes(object), 0, unit_size[text->form]);
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

void str_set_latin1(const Heap *heap, Object *object, const unsigned char *characters,
                    size_t size) {
    StrForm form = STR_ASCII;
    for (size_t i = 0; i < size; i++) {
        form = characters[i] < 0x80 ? form : STR_LATIN1;
    }
    set_fields(object, form, size);
    char *units = (char *)object + units_offset(heap, form);
    memcpy(units, characters, size);
    units[size] = '\0';
}

// ---- giving out

// A short piece is hashed many at a time.
static int64_t word_hash(const StrText *text) {
    char chunk[HASH_CHUNK];
    uint64_t rest = text->times;
    uint64_t in_chunk = HASH_CHUNK / text->size;
    TextHash hash;
    hash_begin(&hash);
    if (in_chunk > 1 && rest >= in_chunk) {
        memcpy(chunk, text->utf8, text->size);
        repeat(chunk, text->size, in_chunk * text->size);
        for (; rest >= in_chunk; rest -= in_chunk) {
            hash_add(&hash, chunk, in_chunk * text->size);
        }
    }
    for (; rest > 0; rest--) {
        hash_add(&hash, text->utf8, text->size);
    }
    return hash_end(&hash);
}

static HeapStatus make_interned(Heap *heap, const StrText *text, int64_t hash,
                                Object **out_object) {
    Object *object;
    HeapStatus status = make(heap, text, &object);
    if (status != HEAP_OK) {
        return status;
    }
    ((StrObject *)object)->hash = hash;
    status = intern_add(heap, object);
    if (status != HEAP_OK) {
        heap_drop(heap, object);
        return status;
    }
    *out_object = object;
    return HEAP_OK;
}

static HeapStatus give_interned(Heap *heap, const StrText *text, Object **out_object) {
    heap->work += text->length / 64;
    HeapStatus status = heap_check_budget(heap);
    if (status != HEAP_OK) {
        return status;
    }
    int64_t hash = word_hash(text);
    Object *found = intern_find_word(heap, text, hash);
    if (found == NULL) {
        return make_interned(heap, text, hash, out_object);
    }
    if (object_is_static(found)) {
        return singleton_hand_out(heap, found, out_object);
    }
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_INTERN_HIT, .object = found});
    heap_hold(heap, found);
    *out_object = found;
    return HEAP_OK;
}

// What there is no room for has no equal either: it is refused without being hashed.
static bool can_exist(const Heap *heap, const StrText *text) {
    uint64_t limit = heap->limits.max_bytes;
    return limit == 0 || text->length * unit_size[text->form] <= limit;
}

static HeapStatus give(Heap *heap, const StrText *text, HeapOrigin origin, Object **out_object) {
    if (heap->scratch_end != 0) {
        return make(heap, text, out_object);
    }
    if (text->length == 0) {
        return singleton_hand_out(heap, static_empty_str(heap), out_object);
    }
    if (text->length == 1 && text->form <= STR_LATIN1) {
        const char *at = text->utf8;
        unsigned character = str_decode(&at, at + text->size);
        return singleton_hand_out(heap, static_char(heap, character), out_object);
    }
    bool interns = origin == HEAP_LITERAL || heap->profile->info.intern_every_word;
    return interns && text->is_word && can_exist(heap, text) ? give_interned(heap, text, out_object)
                                                             : make(heap, text, out_object);
}

HeapStatus heap_new_str(Heap *heap, const char *utf8, size_t size, HeapOrigin origin,
                        Object **out_object) {
    StrText text = str_scan(utf8, size);
    text.room = origin == HEAP_LITERAL && !text.is_word ? str_literal_room(heap, utf8, size) : 0;
    return give(heap, &text, origin, out_object);
}

HeapStatus str_new_fresh(Heap *heap, const char *utf8, size_t size, Object **out_object) {
    StrText text = str_scan(utf8, size);
    bool interns = heap->profile->info.intern_every_word && text.is_word;
    return text.length == 1 && !interns ? make(heap, &text, out_object)
                                        : give(heap, &text, HEAP_RUNTIME, out_object);
}

HeapStatus str_new_written(Heap *heap, const char *utf8, size_t size, uint64_t room,
                           Object **out_object) {
    StrText text = str_scan(utf8, size);
    text.room = room;
    return make(heap, &text, out_object);
}

HeapStatus heap_new_str_repeated(Heap *heap, const char *utf8, size_t size, uint64_t times,
                                 Object **out_object) {
    StrText text = str_scan(utf8, times == 0 ? 0 : size);
    uint64_t piece_bytes = text.length * unit_size[text.form];
    if (piece_bytes > 0 && times > MAX_UNIT_BYTES / piece_bytes) {
        return heap_fail(heap, HEAP_MEMORY_ERROR, "repeated string is too long");
    }
    text.times = times;
    text.length *= times;
    // ''.join([text]) and text * 1 are the literal itself.
    return give(heap, &text, times == 1 ? HEAP_LITERAL : HEAP_RUNTIME, out_object);
}

HeapStatus str_new_character(Heap *heap, uint32_t character, Object **out_object) {
    char utf8[4];
    return heap_new_str(heap, utf8, str_encode(character, utf8), HEAP_RUNTIME, out_object);
}

// ---- as UTF-8

uint64_t str_utf8_bytes(const Heap *heap, const Object *str) {
    char utf8[4];
    uint64_t bytes = 0;
    for (size_t i = 0; i < str_length(str); i++) {
        bytes += str_encode(str_character(heap, str, i), utf8);
    }
    return bytes;
}

void str_write_utf8(const Heap *heap, const Object *str, char *end) {
    char utf8[4];
    for (size_t i = 0; i < str_length(str); i++) {
        size_t size = str_encode(str_character(heap, str, i), utf8);
        memcpy(end, utf8, size);
        end += size;
    }
    *end = '\0';
}

// ---- the type

enum { LETTER_UTF8_BYTES = 3 };  // Of a preallocated character beyond ASCII, with its end.

static uint64_t size_of(const Heap *heap, const Object *object) {
    StrForm form = (StrForm)as_str(object)->form;
    bool has_utf8 =
        heap->profile->letters_have_utf8 && object_is_static(object) && form != STR_ASCII;
    return str_bytes(heap, form, as_str(object)->length) + (has_utf8 ? LETTER_UTF8_BYTES : 0);
}

static void free_memory(Heap *heap, Object *object) {
    if (object->flags & OBJECT_INTERNED) {
        intern_remove(heap, object);
    }
    object_free_block(heap, object, size_of(heap, object), FREE_LISTS);
}

const Type str_type = {
    .name = "str",
    .size = size_of,
    .block_size = size_of,
    .free_memory = free_memory,
};

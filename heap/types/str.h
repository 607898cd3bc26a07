// str: characters in the narrowest of four forms, as CPython 3.3 and later keep them. Private to
// heap/.
#pragma once

#include "heap/object.h"

typedef enum {
    STR_ASCII,
    STR_LATIN1,  // Below U+0100, and at least one from U+0080.
    STR_UCS2,
    STR_UCS4,
} StrForm;

// The characters and their end follow at an offset that depends on profile and form.
typedef struct {
    struct Object base;
    uint64_t length;  // In characters.
    int64_t hash;     // -1: not computed yet.
    uint8_t form;
} StrObject;

size_t str_length(const Object *str);
uint32_t str_character(const Heap *heap, const Object *str, size_t index);
// ASCII alone is UTF-8 as it stands, and ends with a NUL.
const void *str_units(const Heap *heap, const Object *str);
size_t str_unit_bytes(const Object *str);
bool str_equal(const Heap *heap, const Object *a, const Object *b);
// Nothing but ASCII letters, digits and underscores: what a literal is interned for.
bool str_is_word(const Heap *heap, const Object *str);
// A new hold on the str of one character, as iteration gives it.
MUST_USE HeapStatus str_new_character(Heap *heap, uint32_t character, Object **out_object);

// As heap_new_str() at run time, but a single character is an object of its own: what str() and
// join() give.
MUST_USE HeapStatus str_new_fresh(Heap *heap, const char *utf8, size_t size, Object **out_object);

// Characters of a str as UTF-8: those of ASCII where they stand, others in memory of the caller's.
typedef struct {
    const char *data;
    size_t size;
    char *owned;  // To be freed; may be NULL.
} StrUtf8;
// False when there is no memory.
MUST_USE bool str_utf8(const Heap *heap, const Object *str, size_t begin, size_t end,
                       StrUtf8 *out_text);
// The most bytes that str_utf8_copy() writes.
size_t str_utf8_bound(const Object *str);
// Returns the bytes written.
size_t str_utf8_copy(const Heap *heap, const Object *str, char *utf8);

// The character at *at, which moves behind it.
uint32_t str_decode(const char **at, const char *end);
// Returns how many bytes of UTF-8 the character takes.
size_t str_encode(uint32_t character, char utf8[static 4]);

// Its text: how many bytes of UTF-8, and these with a NUL behind them.
uint64_t str_utf8_bytes(const Heap *heap, const Object *str);
void str_write_utf8(const Heap *heap, const Object *str, char *end);

// Fills the memory of a static str.
void str_set_latin1(const Heap *heap, Object *object, const unsigned char *characters, size_t size);

// A text before it is an object: `size` bytes of UTF-8, `times` over.
typedef struct {
    const char *utf8;
    size_t size;
    uint64_t times;
    uint64_t length;  // Characters of all.
    StrForm form;
    bool is_word;
    uint64_t room;  // Characters that its reader made room for, if more than needed; else 0.
} StrText;

StrText str_scan(const char *utf8, size_t size);

// sys.getsizeof of a str of this form.
uint64_t str_bytes(const Heap *heap, StrForm form, uint64_t length);

// A text of two characters or more, never interned, in memory that was taken for `room` characters.
MUST_USE HeapStatus str_new_written(Heap *heap, const char *utf8, size_t size, uint64_t room,
                                    Object **out_object);

// How many characters CPython makes room for when it reads such a literal, in the quotes and with
// the escapes that repr() chooses: 0 for as many as there are.
uint64_t str_literal_room(const Heap *heap, const char *utf8, size_t size);

bool str_says_word(const Heap *heap, const Object *str, const StrText *word);
// In intern.c: as intern_find(), for a word with its hash.
Object *intern_find_word(Heap *heap, const StrText *text, int64_t hash);

// The preallocated objects: None, True, False, small ints, one-character strings and so on. Private
// to heap/.
//
// Each has a fixed place in a part of the range of its own, is made when it is first asked for, has
// no block and never dies: its cache is one of its holders. It takes an id when something else
// first holds it, and is listed only while something else does.
#pragma once

#include "heap/object.h"

enum {
    STATIC_INT_ROOM = 2048,  // Small ints from -STATIC_INT_BIAS on.
    STATIC_INT_BIAS = 8,
    STATIC_STRIDE = 128,  // Bytes of each place.
};

// Fixed strings that classes and functions hold.
typedef enum {
    STATIC_WORD_MODULE,    // '__module__'
    STATIC_WORD_DICT,      // '__dict__'
    STATIC_WORD_WEAKREF,   // '__weakref__'
    STATIC_WORD_DOC,       // '__doc__'
    STATIC_WORD_MAIN,      // '__main__'
    STATIC_WORD_QUALNAME,  // '__qualname__'
    STATIC_WORD_OBJECT,    // 'object'
    STATIC_WORD_DEL,       // '__del__'
    STATIC_WORD_SLOTS,     // '__slots__'
    // Of classes that tell their code: no static words where the profile has none.
    STATIC_WORD_FIRST_LINE,         // '__firstlineno__'
    STATIC_WORD_STATIC_ATTRIBUTES,  // '__static_attributes__'
    STATIC_WORD_CLASS_CELL,         // '__classdictcell__'
    STATIC_WORDS,
    STATIC_PLAIN_WORDS = STATIC_WORD_FIRST_LINE,
} StaticWord;

// All are borrowed from their cache and made on first use.
Object *static_none(Heap *heap);
Object *static_bool(Heap *heap, bool value);
Object *static_int(Heap *heap, int64_t value);        // NULL outside the profile's range.
Object *static_char(Heap *heap, unsigned character);  // A one-character str, below 256.
Object *static_empty_str(Heap *heap);
// str(value): preallocated; by the profile it is the interned str of this text, or not.
Object *static_bool_text(Heap *heap, bool value);
Object *static_empty_bytes(Heap *heap);
Object *static_byte(Heap *heap, unsigned byte);  // A bytes of length 1.
Object *static_empty_tuple(Heap *heap);
Object *static_word(Heap *heap, StaticWord word);
const char *static_word_text(StaticWord word);
Object *static_object_class(Heap *heap);  // `object`
// Its descriptor of `__dict__` or `__weakref__`, where it has them.
Object *static_getset(Heap *heap, StaticWord word);

// The place after `cursor` (a Ref, 0 to start) that holds a made static object.
bool static_next(const Heap *heap, uint32_t *cursor, Object **out_object);

#include "heap/statics.h"

#include <string.h>

#include "heap/state.h"
#include "heap/types/bytes.h"
#include "heap/types/class.h"
#include "heap/types/descriptor.h"
#include "heap/types/int.h"
#include "heap/types/str.h"

// The places, in this order and for every profile the same. The small ints come last, so that the
// first of them, which everybody uses, are near the end of what a clone copies.
enum {
    PLACE_NONE,
    PLACE_FALSE,
    PLACE_TRUE,
    PLACE_EMPTY_STR,
    PLACE_EMPTY_BYTES,
    PLACE_EMPTY_TUPLE,
    PLACE_WORDS,
    PLACE_OBJECT_CLASS = PLACE_WORDS + STATIC_PLAIN_WORDS,  // Has CLASS_ROOM more than the others.
    PLACE_CHARACTERS,
    PLACE_BYTES = PLACE_CHARACTERS + 256,
    PLACE_INTS = PLACE_BYTES + 256,
    PLACE_BOOL_TEXTS = PLACE_INTS + STATIC_INT_ROOM,
    PLACE_LATER_WORDS = PLACE_BOOL_TEXTS + 2,  // From here on: in the second half of CLASS_ROOM.
    PLACE_GETSETS = PLACE_LATER_WORDS + STATIC_WORDS - STATIC_PLAIN_WORDS,
    PLACES = PLACE_GETSETS + STATIC_WORD_WEAKREF + 1,
};

enum {
    BEFORE_OBJECT = 32,  // In each place: what a prefix and a GcHeader would take.
    CLASS_ROOM = 4096,
};
_Static_assert((PLACES - PLACE_LATER_WORDS) * STATIC_STRIDE <= CLASS_ROOM / 2, "there they are");

static const char *const words[STATIC_WORDS] = {
    [STATIC_WORD_MODULE] = "__module__",
    [STATIC_WORD_DICT] = "__dict__",
    [STATIC_WORD_WEAKREF] = "__weakref__",
    [STATIC_WORD_DOC] = "__doc__",
    [STATIC_WORD_MAIN] = "__main__",
    [STATIC_WORD_QUALNAME] = "__qualname__",
    [STATIC_WORD_OBJECT] = "object",
    [STATIC_WORD_DEL] = "__del__",
    [STATIC_WORD_SLOTS] = "__slots__",
    [STATIC_WORD_FIRST_LINE] = "__firstlineno__",
    [STATIC_WORD_STATIC_ATTRIBUTES] = "__static_attributes__",
    [STATIC_WORD_CLASS_CELL] = "__classdictcell__",
};

static Ref place_start_of_later(uint32_t index) {
    Ref places = PLACE_OBJECT_CLASS * STATIC_STRIDE + CLASS_ROOM / 2 + index * STATIC_STRIDE;
    return range_part(RANGE_STATICS_MIB) + places;
}

static Ref place_start(uint32_t place) {
    if (place >= PLACE_LATER_WORDS) {
        return place_start_of_later(place - PLACE_LATER_WORDS);
    }
    Ref extra = place > PLACE_OBJECT_CLASS ? CLASS_ROOM : 0;
    return range_part(RANGE_STATICS_MIB) + place * STATIC_STRIDE + extra;
}

static Ref place_end(uint32_t place) {
    Ref extra = place == PLACE_OBJECT_CLASS ? CLASS_ROOM : 0;
    return place_start(place) + STATIC_STRIDE + extra;
}

// The object at the place. A fresh one still lacks its fields: its memory reads as zero.
static Object *open_place(Heap *heap, uint32_t place, HeapKind kind, bool *out_fresh) {
    Object *object = object_at(heap, place_start(place) + BEFORE_OBJECT);
    *out_fresh = !object_is_static(object);
    if (*out_fresh) {
        *gc_header(object) = (GcHeader){.generation = GC_UNTRACKED};
        unsigned immortal = heap->profile->info.immortal_count != 0 ? OBJECT_IMMORTAL : 0;
        *object = (Object){
            .count = 1, .kind = (uint8_t)kind, .flags = (uint8_t)(OBJECT_STATIC | immortal)};
        Ref end = place_end(place);
        heap->statics_end = end > heap->statics_end ? end : heap->statics_end;
    }
    return object;
}

static Object *without_fields(Heap *heap, uint32_t place, HeapKind kind) {
    bool fresh;
    return open_place(heap, place, kind, &fresh);
}

static Object *static_number(Heap *heap, uint32_t place, HeapKind kind, int value) {
    bool fresh;
    Object *object = open_place(heap, place, kind, &fresh);
    if (fresh) {
        int_set_small(object, value);
    }
    return object;
}

static Object *static_str(Heap *heap, uint32_t place, const void *latin1, size_t size) {
    bool fresh;
    Object *object = open_place(heap, place, HEAP_STR, &fresh);
    if (fresh) {
        str_set_latin1(heap, object, latin1, size);
        object->flags |= str_is_word(heap, object) ? OBJECT_INTERNED : 0;
    }
    return object;
}

static Object *static_bytes(Heap *heap, uint32_t place, const void *data, size_t size) {
    bool fresh;
    Object *object = open_place(heap, place, HEAP_BYTES, &fresh);
    if (fresh) {
        bytes_set(object, data, size);
    }
    return object;
}

Object *static_none(Heap *heap) {
    return without_fields(heap, PLACE_NONE, HEAP_NONE);
}

Object *static_bool(Heap *heap, bool value) {
    return static_number(heap, value ? PLACE_TRUE : PLACE_FALSE, HEAP_BOOL, value);
}

Object *static_int(Heap *heap, int64_t value) {
    const HeapProfileInfo *info = &heap->profile->info;
    if (value < info->small_int_min || value > info->small_int_max) {
        return NULL;
    }
    uint32_t place = (uint32_t)(PLACE_INTS + STATIC_INT_BIAS + value);
    return static_number(heap, place, HEAP_INT, (int)value);
}

Object *heap_small_int(Heap *heap, int value) {
    return static_int(heap, value);
}

Object *static_char(Heap *heap, unsigned character) {
    unsigned char latin1 = (unsigned char)character;
    return static_str(heap, PLACE_CHARACTERS + character, &latin1, 1);
}

Object *static_empty_str(Heap *heap) {
    return static_str(heap, PLACE_EMPTY_STR, "", 0);
}

Object *static_bool_text(Heap *heap, bool value) {
    const char *text = value ? "True" : "False";
    Object *object = static_str(heap, PLACE_BOOL_TEXTS + value, text, strlen(text));
    if (!heap->profile->bool_text_is_interned) {
        object->flags &= (uint8_t)~OBJECT_INTERNED;
    }
    return object;
}

Object *static_word(Heap *heap, StaticWord word) {
    uint32_t place = word < STATIC_PLAIN_WORDS
                         ? PLACE_WORDS + (uint32_t)word
                         : PLACE_LATER_WORDS + (uint32_t)word - STATIC_PLAIN_WORDS;
    return static_str(heap, place, words[word], strlen(words[word]));
}

const char *static_word_text(StaticWord word) {
    return words[word];
}

Object *static_empty_bytes(Heap *heap) {
    return static_bytes(heap, PLACE_EMPTY_BYTES, "", 0);
}

Object *static_byte(Heap *heap, unsigned byte) {
    unsigned char data = (unsigned char)byte;
    return static_bytes(heap, PLACE_BYTES + byte, &data, 1);
}

Object *static_empty_tuple(Heap *heap) {
    return without_fields(heap, PLACE_EMPTY_TUPLE, HEAP_TUPLE);
}

Object *static_object_class(Heap *heap) {
    bool fresh;
    Object *object = open_place(heap, PLACE_OBJECT_CLASS, HEAP_CLASS, &fresh);
    if (fresh) {
        class_init_object(heap, object);
    }
    return object;
}

Object *static_getset(Heap *heap, StaticWord word) {
    bool fresh;
    Object *getset = open_place(heap, PLACE_GETSETS + (uint32_t)word, HEAP_DESCRIPTOR, &fresh);
    if (fresh) {
        getset->flags &= (uint8_t)~OBJECT_IMMORTAL;
        descriptor_init_static(getset, ref_of(heap, static_object_class(heap)), word);
    }
    return getset;
}

// Past the places behind the last that was made.
static uint32_t skip_unmade(const Heap *heap, uint32_t place) {
    bool beyond = place < PLACE_LATER_WORDS && place_start(place) >= heap->statics_end;
    return beyond ? PLACE_LATER_WORDS : place;
}

bool static_next(const Heap *heap, uint32_t *cursor, Object **out_object) {
    for (uint32_t place = skip_unmade(heap, *cursor); place < PLACES;
         place = skip_unmade(heap, place + 1)) {
        Object *object = object_at(heap, place_start(place) + BEFORE_OBJECT);
        if (place_start(place) < heap->statics_end && object_is_static(object)) {
            *cursor = place + 1;
            *out_object = object;
            return true;
        }
    }
    *cursor = PLACES;
    return false;
}

#include "heap/types/class.h"
#include "heap/types/weakref.h"

#include <assert.h>
#include <string.h>

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/holding.h"
#include "heap/statics.h"
#include "heap/types/class_object.h"
#include "heap/types/dict.h"

static const char *const labels[] = {
    [CLASS_NAME] = "__name__",   [CLASS_QUALNAME] = "__qualname__", [CLASS_BASE] = "__base__",
    [CLASS_BASES] = "__bases__", [CLASS_MRO] = "__mro__",           [CLASS_DICT] = "__dict__",
};

Parts class_parts(const Object *cls) {
    return (Parts){as_class(cls)->parts, labels, NULL, CLASS_PARTS};
}

static Object *part(const Heap *heap, const Object *cls, ClassPart index) {
    return slot_object(heap, as_class(cls)->parts[index]);
}

static Keys *shared_keys(const Heap *heap, const Object *cls) {
    return range_at(heap, as_class(cls)->keys);
}

void class_init_object(Heap *heap, Object *object) {
    (void)heap;
    memset(object + 1, 0, sizeof(ClassObject) - sizeof(Object));
}

const char *class_name(const Heap *heap, const Object *cls) {
    return object_is_static(cls) ? "object" : range_at(heap, as_class(cls)->text);
}

// ---- attributes

// `object` has a name, but holds no str of it.
bool class_find_part(Heap *heap, Object *cls, const char *name, Object **out_part) {
    if (object_is_static(cls) && strcmp(name, labels[CLASS_NAME]) == 0) {
        *out_part = static_word(heap, STATIC_WORD_OBJECT);
        return true;
    }
    return part_find(heap, class_parts(cls), name, out_part);
}

HeapStatus class_find_attribute(Heap *heap, Object *cls, Object *key, Object **out_value) {
    Object *dict = part(heap, cls, CLASS_DICT);
    if (dict == NULL) {
        *out_value = NULL;
        return HEAP_OK;
    }
    return dict_find(heap, dict, key, out_value);
}

// Before a change: what the old value takes along must already see the new state.
static void note_finalizer(Heap *heap, Object *cls, const Object *key, bool there) {
    if (key == static_word(heap, STATIC_WORD_DEL)) {
        as_class(cls)->has_finalizer = there;
    }
}

HeapStatus class_set_attribute(Heap *heap, Object *cls, Object *key, Object *value) {
    note_finalizer(heap, cls, key, true);
    return dict_set(heap, part(heap, cls, CLASS_DICT), key, value);
}

HeapStatus class_delete_attribute(Heap *heap, Object *cls, Object *key) {
    note_finalizer(heap, cls, key, false);
    return dict_delete(heap, part(heap, cls, CLASS_DICT), key);
}

Object *class_find_finalizer(Heap *heap, Object *cls) {
    Object *finalizer = NULL, *dict = part(heap, cls, CLASS_DICT);
    if (!as_class(cls)->has_finalizer || dict == NULL) {
        return NULL;
    }
    Object *word = static_word(heap, STATIC_WORD_DEL);
    return dict_find(heap, dict, word, &finalizer) == HEAP_OK ? finalizer : NULL;
}

// ---- what instances share

unsigned class_take_slots(Heap *heap, Object *cls) {
    Keys *keys = shared_keys(heap, cls);
    if (keys->usable > 1) {
        keys->usable--;
        heap->mutations++;
    }
    return (unsigned)(keys->entries + keys->usable);
}

size_t class_shared_name_count(const Heap *heap, const Object *cls) {
    return as_class(cls)->keys == 0 ? 0 : (size_t)shared_keys(heap, cls)->entries;
}

Object *class_shared_name(const Heap *heap, const Object *cls, size_t index) {
    return slot_object(heap, keys_entry(shared_keys(heap, cls), (int64_t)index)->key);
}

int64_t class_find_shared_name(Heap *heap, const Object *cls, Object *key) {
    return keys_find_str(heap, shared_keys(heap, cls), key);
}

int64_t class_share_name(Heap *heap, Object *cls, Object *key) {
    Keys *keys = shared_keys(heap, cls);
    int64_t index = keys_find_str(heap, keys, key);
    if (index >= 0 || keys->usable == 0) {
        return index;
    }
    index = keys->entries;
    keys_append(heap, keys, str_hash(heap, key), key, NULL);
    HeapHolder holder = holder_keyed(HEAP_HOLDER_KEY, cls, key);
    object_retain(heap, key, holder);
    event_slot(heap, holder, part_position(class_parts(cls), CLASS_PARTS) + (uint64_t)index, NULL,
               key);
    return index;
}

// ---- subclasses

static HeapHolder subclass_holder(const Object *base, uint64_t index) {
    HeapHolder holder = holder_part(base, "__subclasses__");
    holder.index = (uint32_t)index;
    return holder;
}

static Ref *subclasses(const Heap *heap, const ClassObject *base) {
    return range_at(heap, base->subclasses);
}

HeapStatus class_add_subclass(Heap *heap, Object *object, Object *weakref) {
    ClassObject *base = as_class(object);
    uint32_t index = base->subclass_count;
    if (!store_grow(heap, &base->subclasses, &base->subclass_capacity, index + 1, sizeof(Ref))) {
        return store_refuse(heap, "the list of subclasses");
    }
    base->subclass_count++;
    subclasses(heap, base)[index] = ref_of(heap, weakref);
    HeapHolder holder = subclass_holder(object, index);
    object_retain(heap, weakref, holder);
    event_slot(heap, holder, index, NULL, weakref);
    return HEAP_OK;
}

// The youngest classes tend to die first.
static uint32_t find_subclass(const Heap *heap, const ClassObject *base, Ref weakref) {
    const Ref *list = subclasses(heap, base);
    uint32_t index = base->subclass_count - 1;
    while (list[index] != weakref) {
        assert(index > 0);
        index--;
    }
    return index;
}

static void remove_subclass(Heap *heap, Object *object, Ref weakref) {
    ClassObject *base = as_class(object);
    uint32_t index = find_subclass(heap, base, weakref);
    Ref *list = subclasses(heap, base);
    base->subclass_count--;
    memmove(list + index, list + index + 1, (base->subclass_count - index) * sizeof *list);
    HeapHolder holder = subclass_holder(object, index);
    event_slot(heap, holder, index, object_at(heap, weakref), NULL);
    if (index < base->subclass_count) {
        event_shift(heap, object, index, -1);
    }
    object_release(heap, object_at(heap, weakref), holder);
}

// ---- the type

enum { STATIC_CLASS_SIZE = 424, CLASS_TAIL_BYTES = 40 };

// sys.getsizeof counts the shared key table, but not the 40 bytes that the block has at its end.
static uint64_t class_size(const Heap *heap, const Object *object) {
    if (object_is_static(object)) {
        return STATIC_CLASS_SIZE;
    }
    uint64_t keys = as_class(object)->keys == 0 ? 0 : keys_bytes(shared_keys(heap, object));
    return heap->profile->class_bytes - CLASS_TAIL_BYTES + keys;
}

static uint64_t class_block_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->class_bytes;
}

static bool class_extra_block(const Heap *heap, const Object *object, unsigned index,
                              HeapBlock *out_block) {
    Ref keys = as_class(object)->keys;
    if (index > 0 || keys == 0) {
        return false;
    }
    *out_block = block_describe(heap, "keys", keys, keys_bytes(shared_keys(heap, object)));
    return true;
}

static bool next_shared_name(const Heap *heap, const Object *object, uint32_t *cursor,
                             HeapHolder *out_holder) {
    while (*cursor - CLASS_PARTS < class_shared_name_count(heap, object)) {
        Object *name = class_shared_name(heap, object, (*cursor)++ - CLASS_PARTS);
        if (name != NULL) {
            *out_holder = holder_keyed(HEAP_HOLDER_KEY, object, name);
            out_holder->object = name;
            return true;
        }
    }
    return false;
}

static bool next_subclass(const Heap *heap, const Object *object, uint32_t *cursor,
                          HeapHolder *out_holder) {
    const ClassObject *cls = as_class(object);
    uint64_t index = *cursor - CLASS_PARTS - class_shared_name_count(heap, object);
    if (index >= cls->subclass_count) {
        return false;
    }
    (*cursor)++;
    *out_holder = subclass_holder(object, index);
    out_holder->object = object_at(heap, subclasses(heap, cls)[index]);
    return true;
}

static bool class_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                            HeapHolder *out_holder) {
    return part_next(heap, object, class_parts(object), cursor, out_holder) ||
           next_shared_name(heap, object, cursor, out_holder) ||
           next_subclass(heap, object, cursor, out_holder);
}

// Names, shared names and subclasses are not CPython's to visit.
static void class_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                           void *context) {
    static const ClassPart order[] = {CLASS_DICT, CLASS_MRO, CLASS_BASES, CLASS_BASE};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        Object *target = part(heap, object, order[i]);
        if (target != NULL) {
            visit(heap, target, context);
        }
    }
}

static void class_clear(Heap *heap, Object *object) {
    Object *dict = part(heap, object, CLASS_DICT);
    if (dict != NULL) {
        dict_clear(heap, dict);
    }
    part_clear(heap, object, class_parts(object), CLASS_MRO);
}

// The weakref may be held by others too: it must not lead to a dead class.
static void leave_base(Heap *heap, ClassObject *cls) {
    Ref weakref = cls->weakref;
    if (weakref != 0) {
        cls->weakref = 0;
        weakref_clear(object_at(heap, weakref));
        remove_subclass(heap, part(heap, &cls->base, CLASS_BASE), weakref);
    }
}

// The weakref in the base's list goes first, while there is a base.
static ReleaseStep class_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    static const ClassPart order[CLASS_PARTS] = {CLASS_BASE, CLASS_DICT, CLASS_BASES,
                                                 CLASS_MRO,  CLASS_NAME, CLASS_QUALNAME};
    leave_base(heap, as_class(object));
    uint32_t step = (*cursor)++;
    if (step < CLASS_PARTS) {
        return (ReleaseStep){part_take(heap, class_parts(object), order[step]), false};
    }
    step -= CLASS_PARTS;
    if (step >= class_shared_name_count(heap, object)) {
        return (ReleaseStep){NULL, true};
    }
    Object *name = class_shared_name(heap, object, step);
    keys_entry(shared_keys(heap, object), step)->key = 0;
    return (ReleaseStep){name, false};
}

static Ref *class_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &as_class(object)->weakrefs;
}

static void class_free_memory(Heap *heap, Object *object) {
    ClassObject *cls = as_class(object);
    if (cls->keys != 0) {
        keys_free(heap, object, cls->keys);
    }
    store_free(heap, cls->text, cls->text_size);
    object_free_block(heap, object, heap->profile->class_bytes, FREE_LISTS);
}

const Type class_type = {
    .name = "type",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = class_size,
    .block_size = class_block_size,
    .extra_block = class_extra_block,
    .next_slot = class_next_slot,
    .traverse = class_traverse,
    .clear = class_clear,
    .release_next = class_release_next,
    .weakrefs = class_weakrefs,
    .free_memory = class_free_memory,
};

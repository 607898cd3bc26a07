// Looking at objects: what the header promises under "looking at objects".
#include <stdlib.h>

#include "heap/object.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/class.h"

uint32_t heap_object_id(const Object *object) {
    return object->id;
}
HeapKind heap_object_kind(const Object *object) {
    return (HeapKind)object->kind;
}
Object *heap_object_class(const Heap *heap, const Object *instance) {
    return object_at(heap, instance->cls);
}

const char *object_type_name(const Heap *heap, const Object *object) {
    if (object->kind == HEAP_INSTANCE) {
        return class_name(heap, object_at(heap, object->cls));
    }
    const Type *type = object_type(object);
    return type->full_name != NULL ? type->full_name : type->name;
}

uint64_t heap_shown_refcount(const Heap *heap, const Object *object, uint64_t references) {
    if (object->flags & OBJECT_IMMORTAL) {
        return heap->profile->info.immortal_count;
    }
    bool counts_from_base = object_is_static(object) && object->kind != HEAP_NONE &&
                            object->kind != HEAP_BOOL && object->kind != HEAP_CLASS;
    return references + (counts_from_base ? heap->profile->info.static_count_base : 0);
}

// The argument of the call is one reference more, which nobody sees of what is immortal.
uint64_t heap_shown_getrefcount(const Heap *heap, const Object *object, uint64_t references) {
    bool counts = !(object->flags & OBJECT_IMMORTAL);
    return heap_shown_refcount(heap, object, references) + (counts ? 1 : 0);
}

uint64_t heap_name_getrefcount(const Heap *heap, const HeapName *name) {
    bool is_local =
        name->frame != HEAP_MODULE_FRAME && heap_frame_cell(heap, name->frame, name->name) == NULL;
    uint64_t references = name->object->count;
    return is_local && heap->profile->locals_are_borrowed
               ? heap_shown_refcount(heap, name->object, references)
               : heap_shown_getrefcount(heap, name->object, references);
}

bool heap_object_is_immortal(const Object *object) {
    return object->flags & OBJECT_IMMORTAL;
}

static size_t describe_blocks(const Heap *heap, const Object *object, HeapBlock *blocks) {
    if (object_is_static(object) || object_is_scratch(object)) {
        return 0;
    }
    const Type *type = object_type(object);
    blocks[0] = block_describe(heap, "object", ref_of(heap, object) - object_prefix(heap, object),
                               type->block_size(heap, object));
    size_t count = 1;
    while (type->extra_block != NULL && count < HEAP_MAX_BLOCKS &&
           type->extra_block(heap, object, (unsigned)count - 1, &blocks[count])) {
        count++;
    }
    return count;
}

HeapObjectInfo heap_object_info(const Heap *heap, const Object *object) {
    bool gc = object_is_gc(object);
    HeapObjectInfo info = {
        .id = object->id,
        .kind = (HeapKind)object->kind,
        .type = object->kind == HEAP_INSTANCE ? object_type_name(heap, object)
                                              : object_type(object)->name,
        .address = range_virtual_address(ref_of(heap, object)),
        .references = object->count,
        .refcount = heap_shown_refcount(heap, object, object->count),
        .getrefcount = heap_shown_getrefcount(heap, object, object->count),
        .immortal = object->flags & OBJECT_IMMORTAL,
        .size = object_type(object)->size(heap, object),
        .tracked = gc && gc_is_tracked(object),
        .generation = -1,
        .interned = object->flags & OBJECT_INTERNED,
        .cached = object_is_static(object),
        .finalized = gc && gc_header(object)->flags & GC_FINALIZED,
        .internal = object->flags & OBJECT_INTERNAL,
    };
    info.frozen = info.tracked && gc_is_frozen(object);
    if (info.tracked && !info.frozen) {
        info.generation = gc_header(object)->generation;
    }
    info.block_count = describe_blocks(heap, object, info.blocks);
    return info;
}

bool heap_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                    HeapHolder *out_holder) {
    const Type *type = object_type(object);
    return type->next_slot != NULL && type->next_slot(heap, object, cursor, out_holder);
}

size_t heap_slot_count(const Heap *heap, const Object *object) {
    HeapHolder slot;
    uint32_t cursor = 0;
    size_t count = 0;
    while (heap_next_slot(heap, object, &cursor, &slot)) {
        count++;
    }
    return count;
}

// A static object that nothing else holds is made by looking at it, and not listed: it is left out.
bool heap_next_cached(const Heap *heap, uint32_t *cursor, Object **out_object) {
    Object *object;
    while (static_next(heap, cursor, &object)) {
        if (object_is_listed(object)) {
            *out_object = object;
            return true;
        }
    }
    return false;
}

static const char *const holder_kind_names[HEAP_HOLDER_KINDS] = {
    // clang-format off
    [HEAP_HOLDER_NAME] = "name",
    [HEAP_HOLDER_ITEM] = "item",
    [HEAP_HOLDER_KEY] = "key",
    [HEAP_HOLDER_VALUE] = "value",
    [HEAP_HOLDER_ELEMENT] = "element",
    [HEAP_HOLDER_ATTR] = "attr",
    [HEAP_HOLDER_CLASS] = "class",
    [HEAP_HOLDER_CELL] = "cell",
    [HEAP_HOLDER_CLOSURE] = "closure",
    [HEAP_HOLDER_DEFAULT] = "default",
    [HEAP_HOLDER_CONSTANT] = "constant",
    [HEAP_HOLDER_CALLBACK] = "callback",
    [HEAP_HOLDER_FRAME] = "frame",
    [HEAP_HOLDER_CACHE] = "cache",
    [HEAP_HOLDER_GARBAGE] = "garbage",
    [HEAP_HOLDER_DYING] = "dying",
    // clang-format on
};

const char *heap_holder_kind_name(HeapHolderKind kind) {
    return holder_kind_names[kind];
}

// ---- reachability

// Objects that are marked but whose references have not been followed yet.
typedef struct {
    Ref *refs;
    size_t count, capacity;
    bool failed;
} Work;

static void mark(Heap *heap, Work *work, Object *object) {
    if (object->flags & OBJECT_REACHABLE) {
        return;
    }
    if (work->count == work->capacity) {
        size_t capacity = work->capacity == 0 ? 256 : work->capacity * 2;
        Ref *refs = realloc(work->refs, capacity * sizeof *refs);
        if (refs == NULL) {
            work->failed = true;
            return;
        }
        work->refs = refs;
        work->capacity = capacity;
    }
    object->flags |= OBJECT_REACHABLE;
    work->refs[work->count++] = ref_of(heap, object);
    heap->work++;
}

static void mark_frame(Heap *heap, Work *work, const HeapFrameInfo *frame) {
    HeapName name;
    uint32_t cursor = 0;
    if (frame->function != NULL) {
        mark(heap, work, frame->function);
    }
    while (heap_next_name(heap, frame->number, &cursor, &name)) {
        mark(heap, work, name.object);
    }
}

// They live whatever holds them.
static void mark_immortals(Heap *heap, Work *work) {
    Object *object;
    uint32_t cursor = 0;
    while (heap->profile->info.immortal_count != 0 && heap_next_object(heap, &cursor, &object)) {
        if (object->flags & OBJECT_IMMORTAL) {
            mark(heap, work, object);
        }
    }
}

static void mark_roots(Heap *heap, Work *work) {
    HeapFrameInfo frame;
    for (size_t i = 0; heap_frame(heap, i, &frame); i++) {
        mark_frame(heap, work, &frame);
    }
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_cached(heap, &cursor, &object)) {
        mark(heap, work, object);
    }
    mark_immortals(heap, work);
    for (size_t i = 0; heap_garbage(heap, i) != NULL; i++) {
        mark(heap, work, heap_garbage(heap, i));
    }
}

static void unmark_all(Heap *heap) {
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(heap, &cursor, &object)) {
        object->flags &= (uint8_t)~OBJECT_REACHABLE;
    }
    cursor = 0;
    while (heap_next_cached(heap, &cursor, &object)) {
        object->flags &= (uint8_t)~OBJECT_REACHABLE;
    }
}

HeapStatus heap_mark_reachable(Heap *heap) {
    Work work = {0};
    unmark_all(heap);
    mark_roots(heap, &work);
    while (work.count > 0 && !work.failed) {
        const Object *object = object_at(heap, work.refs[--work.count]);
        HeapHolder slot;
        uint32_t cursor = 0;
        while (heap_next_slot(heap, object, &cursor, &slot)) {
            mark(heap, &work, slot.object);
        }
    }
    free(work.refs);
    return work.failed ? heap_fail(heap, HEAP_NO_MEMORY, "no memory to walk the heap") : HEAP_OK;
}

bool heap_is_reachable(const Object *object) {
    return object->flags & OBJECT_REACHABLE;
}

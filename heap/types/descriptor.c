#include "heap/types/descriptor.h"

#include <stdio.h>
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/parts.h"

// CPython's d_type and d_name.
enum { DESCRIPTOR_CLASS, DESCRIPTOR_NAME, DESCRIPTOR_PARTS };
static const char *const labels[] = {"__objclass__", "__name__"};

typedef struct {
    Object base;
    Slot parts[DESCRIPTOR_PARTS];
    uint32_t offset;  // Of a member. Of a static one, which has no parts: the word of its name.
} DescriptorObject;

static Parts parts_of(const Object *object) {
    DescriptorObject *descriptor = (DescriptorObject *)(uintptr_t)object;
    return (Parts){descriptor->parts, labels, NULL, DESCRIPTOR_PARTS};
}

static HeapStatus make(Heap *heap, HeapKind kind, Object *cls, Object *name,
                       Object **out_descriptor) {
    Object *object;
    uint64_t bytes = heap->profile->descriptor_bytes;
    HeapStatus status = object_new(heap, kind, bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    Parts parts = parts_of(object);
    memset(parts.slots, 0, DESCRIPTOR_PARTS * sizeof *parts.slots);
    object->flags |= OBJECT_INTERNAL;
    object_announce(heap, object);
    gc_track(heap, object);
    part_set(heap, object, parts, DESCRIPTOR_CLASS, cls);
    part_set(heap, object, parts, DESCRIPTOR_NAME, name);
    *out_descriptor = object;
    return HEAP_OK;
}

HeapStatus descriptor_new(Heap *heap, Object *cls, Object *name, Object **out_descriptor) {
    return make(heap, HEAP_DESCRIPTOR, cls, name, out_descriptor);
}

HeapStatus member_new(Heap *heap, Object *cls, Object *name, uint32_t offset, Object **out_member) {
    HeapStatus status = make(heap, HEAP_MEMBER, cls, name, out_member);
    if (status == HEAP_OK) {
        ((DescriptorObject *)*out_member)->offset = offset;
    }
    return status;
}

void descriptor_init_static(Object *object, Ref owner, uint32_t word) {
    object->cls = owner;
    ((DescriptorObject *)object)->offset = word;
}

uint32_t member_offset(const Object *member) {
    return ((const DescriptorObject *)member)->offset;
}

// A name has nothing that repr() would escape: what is left without its quotes.
void descriptor_name(const Heap *heap, const Object *descriptor,
                     char name[static DESCRIPTOR_NAME_SIZE]) {
    if (object_is_static(descriptor)) {
        snprintf(name, DESCRIPTOR_NAME_SIZE, "%s", static_word_text(member_offset(descriptor)));
        return;
    }
    const Object *str = slot_object(heap, parts_of(descriptor).slots[DESCRIPTOR_NAME]);
    memcpy(name, "?", sizeof "?");
    if (str != NULL) {
        bool cut;
        size_t size = heap_repr(heap, str, name, DESCRIPTOR_NAME_SIZE, &cut);
        size -= cut ? 1 : 2;
        memmove(name, name + 1, size);
        name[size] = '\0';
    }
}

Object *descriptor_owner(const Heap *heap, const Object *descriptor) {
    if (object_is_static(descriptor)) {
        return object_at(heap, descriptor->cls);
    }
    return slot_object(heap, parts_of(descriptor).slots[DESCRIPTOR_CLASS]);
}

// ---- the type

static uint64_t descriptor_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->descriptor_bytes;
}

static bool descriptor_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                                 HeapHolder *out_holder) {
    return part_next(heap, object, parts_of(object), cursor, out_holder);
}

static void descriptor_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                                void *context) {
    Object *cls = descriptor_owner(heap, object);
    if (cls != NULL) {
        visit(heap, cls, context);
    }
}

static ReleaseStep descriptor_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    if (*cursor == DESCRIPTOR_PARTS) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){part_take(heap, parts_of(object), (*cursor)++), false};
}

static void descriptor_free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, heap->profile->descriptor_bytes, FREE_LISTS);
}

const Type descriptor_type = {
    .name = "getset_descriptor",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = descriptor_size,
    .block_size = descriptor_size,
    .next_slot = descriptor_next_slot,
    .traverse = descriptor_traverse,
    .release_next = descriptor_release_next,
    .free_memory = descriptor_free_memory,
};

const Type member_type = {
    .name = "member_descriptor",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = descriptor_size,
    .block_size = descriptor_size,
    .next_slot = descriptor_next_slot,
    .traverse = descriptor_traverse,
    .release_next = descriptor_release_next,
    .free_memory = descriptor_free_memory,
};

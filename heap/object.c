#include "heap/object.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "heap/events.h"
#include "heap/memory/poison.h"
#include "heap/state.h"
#include "heap/types/class.h"

static const Type *const types[HEAP_KINDS] = {
    // clang-format off
    [HEAP_NONE] = &none_type,
    [HEAP_BOOL] = &bool_type,
    [HEAP_INT] = &int_type,
    [HEAP_FLOAT] = &float_type,
    [HEAP_STR] = &str_type,
    [HEAP_BYTES] = &bytes_type,
    [HEAP_LIST] = &list_type,
    [HEAP_TUPLE] = &tuple_type,
    [HEAP_DICT] = &dict_type,
    [HEAP_SET] = &set_type,
    [HEAP_FROZENSET] = &frozenset_type,
    [HEAP_CLASS] = &class_type,
    [HEAP_INSTANCE] = &instance_type,
    [HEAP_FUNCTION] = &function_type,
    [HEAP_METHOD] = &method_type,
    [HEAP_CELL] = &cell_type,
    [HEAP_DESCRIPTOR] = &descriptor_type,
    [HEAP_MEMBER] = &member_type,
    [HEAP_WEAKREF] = &weakref_type,
    // clang-format on
};

const Type *object_type(const Object *object) {
    return types[object->kind];
}

bool object_may_be_tracked(const Heap *heap, const Object *object) {
    (void)heap;
    if (!object_is_gc(object)) {
        return false;
    }
    return object->kind != HEAP_TUPLE || gc_is_tracked(object);
}

// ---- making

enum { SCRATCH_BYTES = 1 << 24 };

static HeapStatus take_scratch(Heap *heap, uint64_t bytes, Ref *out_block) {
    uint64_t end = (uint64_t)heap->scratch_end + (bytes + 15) / 16 * 16;
    if (end > range_part(RANGE_SCRATCH_MIB) + SCRATCH_BYTES) {
        return heap_fail(heap, HEAP_NO_MEMORY, "the text of a reference is too large");
    }
    *out_block = heap->scratch_end;
    heap->scratch_end = (Ref)end;
    return HEAP_OK;
}

static HeapStatus refuse_object(Heap *heap) {
    return heap_fail(heap, HEAP_QUOTA_OBJECTS, "the session may have %lld objects at a time",
                     (long long)heap->limits.max_objects);
}

static HeapStatus check_quota(Heap *heap) {
    if (heap->limits.max_objects != 0 && heap->live >= heap->limits.max_objects) {
        return refuse_object(heap);
    }
    return budget_is_left(heap) ? HEAP_OK : heap_refuse_work(heap);
}

// What is to be made. `room`: what its block had before it was trimmed; 0: never was.
typedef struct {
    HeapKind kind;
    Ref cls;
    unsigned prefix;
    uint64_t bytes, room;
    unsigned list;
} Request;

static HeapStatus allocate_fresh(Heap *heap, bool gc, const Request *request, Ref *out_block) {
    Ref block = request->room == 0 ? memory_allocate(heap, request->bytes)
                                   : memory_allocate_trimmed(heap, request->room, request->bytes);
    if (block == 0) {
        return heap_refuse_memory(heap);
    }
    if (gc) {
        gc_allocated(heap);
    }
    *out_block = block;
    return HEAP_OK;
}

static HeapStatus take_block(Heap *heap, bool gc, const Request *request, Ref *out_block) {
    if (heap->scratch_end != 0) {
        return take_scratch(heap, request->bytes, out_block);
    }
    HeapStatus status = check_quota(heap);
    if (status != HEAP_OK) {
        return status;
    }
    Ref parked = request->list < FREE_LISTS ? free_list_take(heap, request->list) : 0;
    if (parked == 0) {
        return allocate_fresh(heap, gc, request, out_block);
    }
    heap->memory.requested += request->bytes;
    unpoison(range_at(heap, parked), request->bytes);
    *out_block = parked;
    return HEAP_OK;
}

static HeapStatus enter_in_index(Heap *heap, Object *object) {
    if (index_add(heap, object)) {
        return HEAP_OK;
    }
    object->id = 0;
    return store_refuse(heap, "the index of objects");
}

static HeapStatus refuse_id(Heap *heap) {
    return heap_fail(heap, HEAP_QUOTA_IDS, "the session has used up its object ids");
}

static HeapStatus give_id(Heap *heap, Object *object) {
    if (heap->last_id == UINT32_MAX) {
        return refuse_id(heap);
    }
    object->id = ++heap->last_id;
    return heap->limits.index ? enter_in_index(heap, object) : HEAP_OK;
}

// After: the object stands behind `prefix` bytes of its block.
static HeapStatus make(Heap *heap, const Request *request, Object **out_object) {
    const Type *type = types[request->kind];
    Ref block = 0;
    HeapStatus status = take_block(heap, type->gc, request, &block);
    if (status != HEAP_OK) {
        return status;
    }
    Object *object = object_at(heap, block + request->prefix);
    *object = (Object){.cls = request->cls, .kind = (uint8_t)request->kind, .holds = 1};
    if (type->gc) {
        *gc_header(object) = (GcHeader){.generation = GC_UNTRACKED};
    }
    if (heap->scratch_end != 0) {
        object->flags = OBJECT_SCRATCH;
    } else {
        heap->live++;
        heap->mutations++;
        status = give_id(heap, object);
    }
    if (status == HEAP_OK) {
        *out_object = object;
    } else {
        object_free_block(heap, object, request->bytes, FREE_LISTS);
    }
    return status;
}

HeapStatus object_new(Heap *heap, HeapKind kind, uint64_t bytes, unsigned list,
                      Object **out_object) {
    Request request = {.kind = kind, .prefix = types[kind]->prefix, .bytes = bytes, .list = list};
    return make(heap, &request, out_object);
}

HeapStatus object_new_trimmed(Heap *heap, HeapKind kind, uint64_t room, uint64_t bytes,
                              Object **out_object) {
    Request request = {.kind = kind,
                       .prefix = types[kind]->prefix,
                       .bytes = bytes,
                       .room = room,
                       .list = FREE_LISTS};
    return make(heap, &request, out_object);
}

HeapStatus object_new_instance(Heap *heap, const Object *cls, Object **out_object) {
    Request request = {.kind = HEAP_INSTANCE,
                       .cls = ref_of(heap, cls),
                       .prefix = class_instance_prefix(cls),
                       .bytes = class_instance_prefix(cls) + class_instance_body(cls) +
                                class_values_area(heap, cls),
                       .list = FREE_LISTS};
    return make(heap, &request, out_object);
}

unsigned object_prefix(const Heap *heap, const Object *object) {
    return object->kind == HEAP_INSTANCE ? class_instance_prefix(object_at(heap, object->cls))
                                         : types[object->kind]->prefix;
}

static Ref own_block(const Heap *heap, const Object *object) {
    return ref_of(heap, object) - object_prefix(heap, object);
}

HeapStatus object_give(Heap *heap, HeapStatus status, Object *made, Object **out_object) {
    if (status == HEAP_OK) {
        status = heap_check_budget(heap);
        if (status == HEAP_OK) {
            *out_object = made;
        } else {
            heap_drop(heap, made);
        }
    }
    return status;
}

static void tell_own_block(Heap *heap, HeapEventKind kind, Object *object, uint64_t bytes) {
    event_block(heap, kind, object, block_describe(heap, "object", own_block(heap, object), bytes));
}

void object_announce(Heap *heap, Object *object) {
    if (object_is_scratch(object)) {
        return;
    }
    event_object(heap, HEAP_EVENT_ALLOC, object, 0, 0);
    if (event_wanted(heap, HEAP_EVENT_BLOCK_ALLOC)) {
        tell_own_block(heap, HEAP_EVENT_BLOCK_ALLOC, object,
                       types[object->kind]->block_size(heap, object));
    }
}

void object_free_block(Heap *heap, Object *object, uint64_t bytes, unsigned list) {
    heap->live--;
    if (event_wanted(heap, HEAP_EVENT_BLOCK_FREE)) {
        tell_own_block(heap, HEAP_EVENT_BLOCK_FREE, object, bytes);
    }
    Ref block = own_block(heap, object);
    bool gc = object_is_gc(object);
    if (list < FREE_LISTS && free_list_put(heap, list, block)) {
        heap->memory.requested -= bytes;
        return;
    }
    if (gc) {
        gc_released(heap);
    }
    memory_free(heap, block, bytes);
}

// ---- holding

// Static and scratch objects do not die: their holds need no counting.
static bool needs_holds(const Object *object) {
    return !object_is_static(object) && !object_is_scratch(object);
}

void heap_hold(Heap *heap, Object *object) {
    (void)heap;
    if (needs_holds(object)) {
        assert(object->holds < UINT16_MAX);
        object->holds++;
    }
}

void heap_drop(Heap *heap, Object *object) {
    if (object == NULL || !needs_holds(object)) {
        return;
    }
    object->holds--;
    if (object_is_let_go(object)) {
        bool was_held = object->flags & OBJECT_WAS_HELD;
        object_die(heap, object, was_held ? HEAP_DEATH_REFCOUNT : HEAP_DEATH_DROPPED);
    } else if (object->holds == 0) {
        object->flags |= OBJECT_WAS_HELD;
    }
}

void heap_scratch_begin(Heap *heap) {
    heap->scratch_end = range_part(RANGE_SCRATCH_MIB);
}
void heap_scratch_end(Heap *heap) {
    heap->scratch_end = 0;
}

HeapStatus object_name_static(Heap *heap, Object *object) {
    return object->id == 0 ? give_id(heap, object) : HEAP_OK;
}

// The index has room: see index_add().
void object_list_static(Heap *heap, Object *object) {
    (void)!object_name_static(heap, object);
    heap->listed_static++;
    event_object(heap, HEAP_EVENT_ALLOC, object, 0, 0);
}

void object_unlist_static(Heap *heap, Object *object) {
    event_send(heap, &(HeapEvent){
                         .kind = HEAP_EVENT_DEALLOC, .object = object, .cause = HEAP_DEATH_CACHED});
    heap->listed_static--;
}

void object_count_event(Heap *heap, Object *object, int change, const HeapHolder *holder) {
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_REFCOUNT,
                                  .object = object,
                                  .from = (int64_t)object->count - change,
                                  .to = object->count,
                                  .holder = *holder});
}

void object_make_immortal(Heap *heap, Object *object) {
    if (!(object->flags & OBJECT_IMMORTAL)) {
        object->flags |= OBJECT_IMMORTAL;
        event_object(heap, HEAP_EVENT_IMMORTAL, object, 0, 0);
    }
}

int object_count_up_saturated(Heap *heap, Object *object) {
    uint64_t most = heap->profile->info.immortal_count;
    if (object->count >= most) {
        return 0;
    }
    object->count++;
    if (object->count == most) {
        object_make_immortal(heap, object);
    }
    return +1;
}

// ---- blocks

HeapBlock block_describe(const Heap *heap, const char *use, Ref block, uint64_t bytes) {
    HeapBlock description;
    memory_describe(heap, block, bytes, &description);
    description.use = use;
    return description;
}

Ref block_new(Heap *heap, Object *owner, const char *use, uint64_t bytes) {
    Ref block = memory_allocate(heap, bytes);
    if (block != 0 && owner != NULL && event_wanted(heap, HEAP_EVENT_BLOCK_ALLOC)) {
        event_block(heap, HEAP_EVENT_BLOCK_ALLOC, owner, block_describe(heap, use, block, bytes));
    }
    heap->mutations++;
    return block;
}

void block_free(Heap *heap, Object *owner, const char *use, Ref block, uint64_t bytes) {
    if (owner != NULL && event_wanted(heap, HEAP_EVENT_BLOCK_FREE)) {
        event_block(heap, HEAP_EVENT_BLOCK_FREE, owner, block_describe(heap, use, block, bytes));
    }
    memory_free(heap, block, bytes);
}

// What is told of a block before it is resized; without an observer nothing.
static HeapBlock describe_for_event(const Heap *heap, const char *use, Ref block, uint64_t bytes) {
    return events_wanted(heap) ? block_describe(heap, use, block, bytes) : (HeapBlock){0};
}

// A block that stays where it is is told as one freed and one allocated at the same address.
static void tell_resize(Heap *heap, Object *owner, const HeapBlock *before, Ref moved,
                        uint64_t new_bytes) {
    if (moved != 0 && events_wanted(heap)) {
        event_block(heap, HEAP_EVENT_BLOCK_FREE, owner, *before);
        event_block(heap, HEAP_EVENT_BLOCK_ALLOC, owner,
                    block_describe(heap, before->use, moved, new_bytes));
    }
    heap->mutations++;
}

Ref block_resize(Heap *heap, Object *owner, const char *use, Ref block, uint64_t old_bytes,
                 uint64_t new_bytes) {
    HeapBlock before = describe_for_event(heap, use, block, old_bytes);
    Ref moved = memory_resize(heap, block, old_bytes, new_bytes);
    tell_resize(heap, owner, &before, moved, new_bytes);
    return moved;
}

Ref block_empty(Heap *heap, Object *owner, const char *use, Ref block, uint64_t old_bytes) {
    HeapBlock before = describe_for_event(heap, use, block, old_bytes);
    Ref moved = memory_empty(heap, block, old_bytes);
    tell_resize(heap, owner, &before, moved, 1);
    return moved;
}

void object_resized(Heap *heap, Object *object, uint64_t from) {
    if (!event_wanted(heap, HEAP_EVENT_RESIZE)) {
        heap->mutations++;
        return;
    }
    uint64_t to = types[object->kind]->size(heap, object);
    if (to != from) {
        event_object(heap, HEAP_EVENT_RESIZE, object, (int64_t)from, (int64_t)to);
    }
}

// ---- failing

HeapStatus heap_fail(Heap *heap, HeapStatus status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(heap->error, sizeof heap->error, format, arguments);
    va_end(arguments);
    return status;
}

HeapStatus heap_refuse_memory(Heap *heap) {
    if (heap->memory.refusal == HEAP_QUOTA_BYTES) {
        return heap_fail(heap, HEAP_QUOTA_BYTES, "the session may take %lld bytes from the system",
                         (long long)heap->limits.max_bytes);
    }
    return heap_fail(heap, HEAP_NO_MEMORY, "the heap's address range is full");
}

const char *heap_error(const Heap *heap) {
    return heap->error;
}

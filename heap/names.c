#include "heap/names.h"

#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/types/cell.h"

static const char *text_of(const Heap *heap, const Binding *binding) {
    return range_at(heap, binding->text);
}

Frame *frame_at(const Heap *heap, uint32_t index) {
    return (Frame *)range_at(heap, heap->names.frames) + index;
}

Frame *frame_running(const Heap *heap) {
    return frame_at(heap, heap->names.frame_count - 1);
}

// Frames are few and the running one is asked for most.
// Invariant: a frame of this number stands before `end`, and from `begin` on, if it stands anywhere.
// Numbers rise. It is the running frame's more often than not.
Frame *frame_numbered(const Heap *heap, uint32_t number) {
    uint32_t begin = 0, end = heap->names.frame_count, middle = end - 1;
    while (begin < end) {
        Frame *frame = frame_at(heap, middle);
        if (frame->number == number) {
            return frame;
        }
        begin = frame->number < number ? middle + 1 : begin;
        end = frame->number < number ? end : middle;
        middle = begin + (end - begin) / 2;
    }
    return NULL;
}

bool names_init(Heap *heap) {
    Names *names = &heap->names;
    names->frame_count = 1;
    return store_grow(heap, &names->frames, &names->frame_capacity, 1, sizeof(Frame));
}

// ---- the table: open addressing by frame and text

enum { TABLE_NEVER = 0, TABLE_ONCE = 1, TABLE_FIRST_CAPACITY = 16 };

static uint32_t hash_name(uint32_t frame, const char *text) {
    uint32_t hash = 2166136261u ^ frame;
    for (const unsigned char *byte = (const unsigned char *)text; *byte != 0; byte++) {
        hash = (hash ^ *byte) * 16777619u;
    }
    return hash ^ hash >> 15;
}

static Ref *table_of(const Heap *heap) {
    return range_at(heap, heap->names.table);
}

static bool is_named(const Heap *heap, Ref ref, uint32_t frame, const char *text, uint32_t hash) {
    const Binding *binding = binding_at(heap, ref);
    return binding->hash == hash && binding->frame == frame &&
           strcmp(text_of(heap, binding), text) == 0;
}

Ref binding_find(const Heap *heap, uint32_t frame, const char *text) {
    const Names *names = &heap->names;
    if (names->table == 0) {
        return 0;
    }
    uint32_t hash = hash_name(frame, text);
    uint32_t mask = names->table_capacity - 1;
    for (uint32_t place = hash & mask;; place = (place + 1) & mask) {
        Ref ref = table_of(heap)[place];
        if (ref == TABLE_NEVER) {
            return 0;
        }
        if (ref != TABLE_ONCE && is_named(heap, ref, frame, text, hash)) {
            return ref;
        }
    }
}

static void enter(Heap *heap, Ref ref) {
    Names *names = &heap->names;
    uint32_t mask = names->table_capacity - 1;
    uint32_t place = binding_at(heap, ref)->hash & mask;
    while (table_of(heap)[place] > TABLE_ONCE) {
        place = (place + 1) & mask;
    }
    names->table_used += table_of(heap)[place] == TABLE_NEVER;
    table_of(heap)[place] = ref;
}

// After: at least a third of the places was never used, so every search ends.
static bool make_room(Heap *heap) {
    Names *names = &heap->names;
    if (names->table != 0 && (names->table_used + 1) * 3 <= names->table_capacity * 2) {
        return true;
    }
    uint32_t capacity = TABLE_FIRST_CAPACITY;
    while (capacity < (names->known + 1) * 3) {
        capacity *= 2;
    }
    Ref old = names->table, fresh = store_allocate(heap, (uint64_t)capacity * sizeof(Ref));
    uint32_t old_capacity = names->table_capacity;
    if (fresh == 0) {
        return false;
    }
    names->table = fresh;
    names->table_capacity = capacity;
    names->table_used = 0;
    for (uint32_t i = 0; i < old_capacity; i++) {
        Ref ref = ((Ref *)range_at(heap, old))[i];
        if (ref > TABLE_ONCE) {
            enter(heap, ref);
        }
    }
    store_free(heap, old, (uint64_t)old_capacity * sizeof(Ref));
    return true;
}

static void leave_table(Heap *heap, Ref ref) {
    uint32_t mask = heap->names.table_capacity - 1;
    uint32_t place = binding_at(heap, ref)->hash & mask;
    while (table_of(heap)[place] != ref) {
        place = (place + 1) & mask;
    }
    table_of(heap)[place] = TABLE_ONCE;
}

// ---- the order of a frame

// Before another binding; 0: last.
static void link_binding(Heap *heap, Frame *frame, Ref ref, Ref before) {
    Binding *binding = binding_at(heap, ref);
    binding->next = before;
    binding->previous = before == 0 ? frame->last : binding_at(heap, before)->previous;
    if (binding->previous != 0) {
        binding_at(heap, binding->previous)->next = ref;
    } else {
        frame->first = ref;
    }
    if (before != 0) {
        binding_at(heap, before)->previous = ref;
    } else {
        frame->last = ref;
    }
}

static void unlink_binding(Heap *heap, Frame *frame, Ref ref) {
    const Binding *binding = binding_at(heap, ref);
    if (frame->first_cell == ref) {
        frame->first_cell = binding->next;
    }
    if (binding->previous != 0) {
        binding_at(heap, binding->previous)->next = binding->next;
    } else {
        frame->first = binding->next;
    }
    if (binding->next != 0) {
        binding_at(heap, binding->next)->previous = binding->previous;
    } else {
        frame->last = binding->previous;
    }
}

// ---- bindings

Ref binding_new(Heap *heap, uint32_t frame, const char *name, Ref before) {
    uint32_t size = (uint32_t)strlen(name) + 1;
    Ref ref = make_room(heap) ? store_allocate(heap, sizeof(Binding)) : 0;
    Ref copy = ref == 0 ? 0 : store_allocate(heap, size);
    if (copy == 0) {
        store_free(heap, ref, sizeof(Binding));
        return 0;
    }
    memcpy(range_at(heap, copy), name, size);
    *binding_at(heap, ref) =
        (Binding){.text = copy, .text_size = size, .hash = hash_name(frame, name), .frame = frame};
    heap->names.known++;
    enter(heap, ref);
    link_binding(heap, frame_numbered(heap, frame), ref, before);
    return ref;
}

static void free_binding(Heap *heap, Ref ref) {
    const Binding *binding = binding_at(heap, ref);
    store_free(heap, binding->text, binding->text_size);
    store_free(heap, ref, sizeof(Binding));
}

static HeapHolder holder_of(const Heap *heap, const Binding *binding) {
    return (HeapHolder){
        .kind = HEAP_HOLDER_NAME, .frame = binding->frame, .label = text_of(heap, binding)};
}

static void send_bind(Heap *heap, const Binding *binding, Object *from, Object *to) {
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_BIND,
                                  .holder = holder_of(heap, binding),
                                  .from_object = from,
                                  .to_object = to});
}

// Whoever tells it holds or releases, which counts as a change.
static void tell_bind(Heap *heap, const Binding *binding, Object *from, Object *to) {
    if (event_wanted(heap, HEAP_EVENT_BIND)) {
        send_bind(heap, binding, from, to);
    }
}

static Frame *frame_of(const Heap *heap, const Binding *binding) {
    return binding->frame == HEAP_MODULE_FRAME ? frame_at(heap, 0)
                                               : frame_numbered(heap, binding->frame);
}

// A module's name that is bound again after a del stands last, as in a dict.
static void became_bound(Heap *heap, Ref ref) {
    const Binding *binding = binding_at(heap, ref);
    Frame *frame = frame_of(heap, binding);
    frame->bound++;
    heap->names.bound++;
    if (binding->frame == HEAP_MODULE_FRAME && frame->last != ref) {
        unlink_binding(heap, frame, ref);
        link_binding(heap, frame, ref, 0);
    }
}

void binding_hold(Heap *heap, Ref ref, Object *object) {
    Binding *binding = binding_at(heap, ref);
    Object *old = object_at(heap, binding->object);
    object_retain(heap, object, holder_of(heap, binding));
    binding->object = ref_of(heap, object);
    tell_bind(heap, binding, old, object);
    if (old != NULL) {
        object_release(heap, old, holder_of(heap, binding));
    } else {
        became_bound(heap, ref);
    }
}

// Takes the object out; it is still counted.
static Object *take_object(Heap *heap, Ref ref) {
    Binding *binding = binding_at(heap, ref);
    Object *object = object_at(heap, binding->object);
    if (object != NULL) {
        binding->object = 0;
        frame_of(heap, binding)->bound--;
        heap->names.bound--;
        tell_bind(heap, binding, object, NULL);
    }
    return object;
}

// The memory goes last: the name's text tells who let the object go.
void binding_remove(Heap *heap, Ref ref) {
    Object *object = take_object(heap, ref);
    const Binding *binding = binding_at(heap, ref);
    leave_table(heap, ref);
    unlink_binding(heap, frame_of(heap, binding), ref);
    heap->names.known--;
    if (object != NULL) {
        object_release(heap, object, holder_of(heap, binding));
    }
    free_binding(heap, ref);
}

void heap_slot_bind(Heap *heap, HeapNameSlot slot, Object *object) {
    const Binding *binding = binding_at(heap, slot);
    if (binding->in_cell) {
        cell_set(heap, object_at(heap, binding->object), object);
    } else {
        binding_hold(heap, slot, object);
    }
}

void heap_slot_unbind(Heap *heap, HeapNameSlot slot) {
    const Binding *binding = binding_at(heap, slot);
    if (binding->in_cell) {
        cell_set(heap, object_at(heap, binding->object), NULL);
    } else {
        HeapHolder holder = holder_of(heap, binding);
        object_release(heap, take_object(heap, slot), holder);
    }
}

Object *heap_slot_object(const Heap *heap, HeapNameSlot slot) {
    const Binding *binding = binding_at(heap, slot);
    Object *object = object_at(heap, binding->object);
    return binding->in_cell && object != NULL ? cell_content(heap, object) : object;
}

HeapStatus heap_name_slot(Heap *heap, uint32_t frame, const char *name, HeapNameSlot *out_slot) {
    const Frame *record = frame_numbered(heap, frame);
    if (record == NULL) {
        return heap_fail(heap, HEAP_CONFLICT, "the frame is not there any more");
    }
    Ref ref = binding_find(heap, frame, name);
    if (ref == 0) {
        ref = binding_new(heap, frame, name, record->first_cell);
    }
    if (ref == 0) {
        return store_refuse(heap, "names");
    }
    *out_slot = ref;
    return HEAP_OK;
}

HeapStatus heap_bind(Heap *heap, uint32_t frame, const char *name, Object *object) {
    HeapNameSlot slot = 0;
    HeapStatus status = heap_name_slot(heap, frame, name, &slot);
    if (status == HEAP_OK) {
        heap_slot_bind(heap, slot, object);
    }
    return status;
}

// `ref` is 0 for a name that the frame does not know.
static HeapStatus fail_unbound(Heap *heap, uint32_t frame, Ref ref, const char *name) {
    if (frame == HEAP_MODULE_FRAME) {
        return heap_fail(heap, HEAP_NAME_ERROR, "name '%s' is not defined", name);
    }
    if (ref != 0 && binding_at(heap, ref)->is_free) {
        return heap_fail(heap, HEAP_NAME_ERROR,
                         "cannot access free variable '%s' where it is not associated with a "
                         "value in enclosing scope",
                         name);
    }
    return heap_fail(heap, HEAP_UNBOUND_LOCAL_ERROR,
                     "cannot access local variable '%s' where it is not associated with a value",
                     name);
}

// A module's name goes with its binding; a local stays known to be one.
HeapStatus heap_unbind(Heap *heap, uint32_t frame, const char *name) {
    Ref ref = binding_find(heap, frame, name);
    if (ref == 0 || heap_slot_object(heap, ref) == NULL) {
        return fail_unbound(heap, frame, ref, name);
    }
    if (frame == HEAP_MODULE_FRAME) {
        binding_remove(heap, ref);
    } else {
        heap_slot_unbind(heap, ref);
    }
    return HEAP_OK;
}

// ---- looking up

Object *heap_frame_lookup(const Heap *heap, uint32_t frame, const char *name) {
    Ref ref = binding_find(heap, frame, name);
    return ref == 0 ? NULL : heap_slot_object(heap, ref);
}

Object *heap_frame_cell(const Heap *heap, uint32_t frame, const char *name) {
    Ref ref = binding_find(heap, frame, name);
    bool in_cell = ref != 0 && binding_at(heap, ref)->in_cell;
    return in_cell ? object_at(heap, binding_at(heap, ref)->object) : NULL;
}

HeapStatus heap_lookup(Heap *heap, const char *name, Object **out_object) {
    uint32_t frame = frame_running(heap)->number;
    Ref ref = binding_find(heap, frame, name);
    if (ref == 0 && frame != HEAP_MODULE_FRAME) {
        frame = HEAP_MODULE_FRAME;
        ref = binding_find(heap, frame, name);
    }
    Object *object = ref == 0 ? NULL : heap_slot_object(heap, ref);
    if (object == NULL) {
        return fail_unbound(heap, frame, ref, name);
    }
    *out_object = object;
    return HEAP_OK;
}

bool heap_next_name(const Heap *heap, uint32_t frame, uint32_t *cursor, HeapName *out_name) {
    const Frame *record = frame_numbered(heap, frame);
    if (record == NULL) {
        return false;
    }
    Ref ref = *cursor == 0 ? record->first : binding_at(heap, *cursor)->next;
    while (ref != 0 && binding_at(heap, ref)->object == 0) {
        ref = binding_at(heap, ref)->next;
    }
    if (ref == 0) {
        return false;
    }
    const Binding *binding = binding_at(heap, ref);
    *cursor = ref;
    *out_name = (HeapName){frame, text_of(heap, binding), object_at(heap, binding->object)};
    return true;
}

size_t heap_name_count(const Heap *heap) {
    return heap->names.bound;
}

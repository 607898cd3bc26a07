#include "heap/names.h"

#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"

static Binding *binding_at(const Heap *heap, Ref ref) {
    return range_at(heap, ref);
}

static const char *text_of(const Heap *heap, const Binding *binding) {
    return range_at(heap, binding->text);
}

static Frame *frame_at(const Heap *heap, uint32_t index) {
    return (Frame *)range_at(heap, heap->names.frames) + index;
}

static Frame *running(const Heap *heap) {
    return frame_at(heap, heap->names.frame_count - 1);
}

// Frames are few and the running one is asked for most.
static Frame *frame_numbered(const Heap *heap, uint32_t number) {
    for (uint32_t i = heap->names.frame_count; i-- > 0;) {
        if (frame_at(heap, i)->number == number) {
            return frame_at(heap, i);
        }
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

static Ref find(const Heap *heap, uint32_t frame, const char *text) {
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

static void link_last(Heap *heap, Frame *frame, Ref ref) {
    Binding *binding = binding_at(heap, ref);
    binding->previous = frame->last;
    binding->next = 0;
    if (frame->last != 0) {
        binding_at(heap, frame->last)->next = ref;
    } else {
        frame->first = ref;
    }
    frame->last = ref;
}

static void unlink_binding(Heap *heap, Frame *frame, Ref ref) {
    const Binding *binding = binding_at(heap, ref);
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

static Ref new_binding(Heap *heap, uint32_t frame, const char *text) {
    uint32_t size = (uint32_t)strlen(text) + 1;
    Ref ref = make_room(heap) ? store_allocate(heap, sizeof(Binding)) : 0;
    Ref copy = ref == 0 ? 0 : store_allocate(heap, size);
    if (copy == 0) {
        store_free(heap, ref, sizeof(Binding));
        return 0;
    }
    memcpy(range_at(heap, copy), text, size);
    *binding_at(heap, ref) =
        (Binding){.text = copy, .text_size = size, .hash = hash_name(frame, text), .frame = frame};
    heap->names.known++;
    enter(heap, ref);
    link_last(heap, frame_numbered(heap, frame), ref);
    return ref;
}

static void forget_binding(Heap *heap, Frame *frame, Ref ref) {
    const Binding *binding = binding_at(heap, ref);
    leave_table(heap, ref);
    unlink_binding(heap, frame, ref);
    heap->names.known--;
    store_free(heap, binding->text, binding->text_size);
    store_free(heap, ref, sizeof(Binding));
}

static HeapHolder holder_of(const Heap *heap, const Binding *binding) {
    return (HeapHolder){
        .kind = HEAP_HOLDER_NAME, .frame = binding->frame, .label = text_of(heap, binding)};
}

static void tell_bind(Heap *heap, const Binding *binding, Object *from, Object *to) {
    heap->mutations++;
    if (event_wanted(heap, HEAP_EVENT_BIND)) {
        event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_BIND,
                                      .holder = holder_of(heap, binding),
                                      .from_object = from,
                                      .to_object = to});
    }
}

// A module's name that is bound again after a del stands last, as in a dict.
static void became_bound(Heap *heap, Ref ref) {
    Binding *binding = binding_at(heap, ref);
    Frame *frame = frame_numbered(heap, binding->frame);
    frame->bound++;
    heap->names.bound++;
    if (binding->frame == HEAP_MODULE_FRAME && frame->last != ref) {
        unlink_binding(heap, frame, ref);
        link_last(heap, frame, ref);
    }
}

void heap_slot_bind(Heap *heap, HeapNameSlot slot, Object *object) {
    Binding *binding = binding_at(heap, slot);
    Object *old = object_at(heap, binding->object);
    object_retain(heap, object, holder_of(heap, binding));
    binding->object = ref_of(heap, object);
    tell_bind(heap, binding, old, object);
    if (old != NULL) {
        object_release(heap, old, holder_of(heap, binding));
    } else {
        became_bound(heap, slot);
    }
}

void heap_slot_unbind(Heap *heap, HeapNameSlot slot) {
    Binding *binding = binding_at(heap, slot);
    Object *old = object_at(heap, binding->object);
    binding->object = 0;
    frame_numbered(heap, binding->frame)->bound--;
    heap->names.bound--;
    tell_bind(heap, binding, old, NULL);
    object_release(heap, old, holder_of(heap, binding));
}

Object *heap_slot_object(const Heap *heap, HeapNameSlot slot) {
    return object_at(heap, binding_at(heap, slot)->object);
}

HeapStatus heap_name_slot(Heap *heap, uint32_t frame, const char *name, HeapNameSlot *out_slot) {
    if (frame_numbered(heap, frame) == NULL) {
        return heap_fail(heap, HEAP_CONFLICT, "the frame is not there any more");
    }
    Ref ref = find(heap, frame, name);
    if (ref == 0) {
        ref = new_binding(heap, frame, name);
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

static HeapStatus fail_unbound(Heap *heap, uint32_t frame, const char *name) {
    if (frame == HEAP_MODULE_FRAME) {
        return heap_fail(heap, HEAP_NAME_ERROR, "name '%s' is not defined", name);
    }
    return heap_fail(heap, HEAP_UNBOUND_LOCAL_ERROR,
                     "cannot access local variable '%s' where it is not associated with a value",
                     name);
}

// A module's name goes with its binding; a local stays known to be one.
HeapStatus heap_unbind(Heap *heap, uint32_t frame, const char *name) {
    Ref ref = find(heap, frame, name);
    if (ref == 0 || binding_at(heap, ref)->object == 0) {
        return fail_unbound(heap, frame, name);
    }
    heap_slot_unbind(heap, ref);
    if (frame == HEAP_MODULE_FRAME) {
        forget_binding(heap, frame_numbered(heap, frame), ref);
    }
    return HEAP_OK;
}

// ---- looking up

Object *heap_frame_lookup(const Heap *heap, uint32_t frame, const char *name) {
    Ref ref = find(heap, frame, name);
    return ref == 0 ? NULL : object_at(heap, binding_at(heap, ref)->object);
}

HeapStatus heap_lookup(Heap *heap, const char *name, Object **out_object) {
    uint32_t frame = running(heap)->number;
    Ref ref = find(heap, frame, name);
    if (ref == 0 && frame != HEAP_MODULE_FRAME) {
        frame = HEAP_MODULE_FRAME;
        ref = find(heap, frame, name);
    }
    if (ref == 0 || binding_at(heap, ref)->object == 0) {
        return fail_unbound(heap, frame, name);
    }
    *out_object = object_at(heap, binding_at(heap, ref)->object);
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

// ---- frames

uint32_t heap_current_frame(const Heap *heap) {
    return running(heap)->number;
}

static void tell_frame(Heap *heap, HeapEventKind kind, uint32_t number, Object *function) {
    heap->mutations++;
    event_send(heap, &(HeapEvent){.kind = kind,
                                  .holder.frame = number,
                                  .object = function,
                                  .label = heap_function_name(heap, function)});
}

static HeapHolder frame_holder(uint32_t number) {
    return (HeapHolder){.kind = HEAP_HOLDER_FRAME, .frame = number};
}

HeapStatus heap_enter_frame(Heap *heap, Object *function, Object *const *arguments) {
    Names *names = &heap->names;
    if (!store_grow(heap, &names->frames, &names->frame_capacity, names->frame_count + 1,
                    sizeof(Frame))) {
        return store_refuse(heap, "frames");
    }
    uint32_t number = ++names->last_number;
    *frame_at(heap, names->frame_count) =
        (Frame){.number = number, .function = ref_of(heap, function)};
    names->frame_count++;
    tell_frame(heap, HEAP_EVENT_FRAME_PUSH, number, function);
    object_retain(heap, function, frame_holder(number));
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < heap_function_param_count(heap, function); i++) {
        status = heap_bind(heap, number, heap_function_param(heap, function, i), arguments[i]);
    }
    return status;
}

// Loop invariant: the running frame's remaining locals are still bound.
static void release_locals(Heap *heap, uint32_t number) {
    bool in_order = heap->profile->locals_order == LOCALS_IN_ORDER;
    Frame *frame = frame_numbered(heap, number);
    while (frame->first != 0) {
        Ref ref = in_order ? frame->first : frame->last;
        if (binding_at(heap, ref)->object != 0) {
            heap_slot_unbind(heap, ref);
            frame = frame_numbered(heap, number);
        }
        forget_binding(heap, frame, ref);
    }
}

HeapStatus heap_leave_frame(Heap *heap) {
    uint32_t number = running(heap)->number;
    if (number == HEAP_MODULE_FRAME) {
        return heap_fail(heap, HEAP_CONFLICT, "no function is running: 'return' outside function");
    }
    release_locals(heap, number);
    Object *function = object_at(heap, running(heap)->function);
    tell_frame(heap, HEAP_EVENT_FRAME_POP, number, function);
    heap->names.frame_count--;
    object_release(heap, function, frame_holder(number));
    return HEAP_OK;
}

bool heap_frame(const Heap *heap, size_t index, HeapFrameInfo *out_info) {
    if (index >= heap->names.frame_count) {
        return false;
    }
    const Frame *frame = frame_at(heap, (uint32_t)index);
    Object *function = object_at(heap, frame->function);
    *out_info = (HeapFrameInfo){
        .number = frame->number,
        .label = function == NULL ? "<module>" : heap_function_name(heap, function),
        .function = function,
        .name_count = frame->bound,
    };
    return true;
}

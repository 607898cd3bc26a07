#include "api/replies/events_json.h"

typedef struct {
    void (*write)(JsonWriter *writer, const Heap *heap, const HeapEvent *event);
    bool touches;  // The event changes its object.
} EventRow;

static const EventRow rows[HEAP_EVENTS];

static void write_object(JsonWriter *writer, const HeapEvent *event) {
    json_member_id(writer, "object", event->object != NULL ? heap_object_id(event->object) : 0);
}

static void write_id(JsonWriter *writer, const char *key, const Object *object) {
    json_member_id(writer, key, object != NULL ? heap_object_id(object) : 0);
}

static void write_from_to(JsonWriter *writer, const HeapEvent *event) {
    json_member_int(writer, "from", event->from);
    json_member_int(writer, "to", event->to);
}

// ---------------------------------------------------------------- objects

static void write_alloc(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    write_object(writer, event);
    json_key(writer, "record");
    object_write_new(writer, heap, event->object);
}

static void write_dealloc(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    write_object(writer, event);
    json_member_string(writer, "cause", heap_death_cause_name(event->cause));
    json_key(writer, "record");
    object_write(writer, heap, event->object, (ObjectExtras){0});
}

static void write_shown(JsonWriter *writer, const char *key, uint64_t from, uint64_t to) {
    json_key(writer, key);
    json_begin_object(writer);
    json_member_uint(writer, "from", from);
    json_member_uint(writer, "to", to);
    json_end_object(writer);
}

static void write_refcount(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    uint64_t from = (uint64_t)event->from, to = (uint64_t)event->to;
    const Object *object = event->object;
    write_object(writer, event);
    write_from_to(writer, event);
    write_shown(writer, "refcount", heap_shown_refcount(heap, object, from),
                heap_shown_refcount(heap, object, to));
    write_shown(writer, "getrefcount", heap_shown_getrefcount(heap, object, from),
                heap_shown_getrefcount(heap, object, to));
    json_key(writer, "holder");
    holder_write(writer, heap, &event->holder);
}

// The last count that was shown of it as a mortal object, with the argument of the call.
static void write_immortal(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    const Object *object = event->object;
    uint64_t references = heap_object_info(heap, object).references;
    write_object(writer, event);
    write_shown(writer, "refcount", references, heap_shown_refcount(heap, object, references));
    write_shown(writer, "getrefcount", references + 1,
                heap_shown_getrefcount(heap, object, references));
}

static void write_bind(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_uint(writer, "frame", event->holder.frame);
    json_member_string(writer, "name", event->holder.label);
    write_id(writer, "from", event->from_object);
    write_id(writer, "to", event->to_object);
}

static void write_slot(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    char name[SLOT_NAME_SIZE];
    holder_slot_name(heap, &event->holder, name);
    write_object(writer, event);
    json_member_string(writer, "slot", name);
    json_member_uint(writer, "at", event->at);
    json_member_string(writer, "kind", heap_holder_kind_name(event->holder.kind));
    write_id(writer, "from", event->from_object);
    write_id(writer, "to", event->to_object);
}

static void write_shift(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    json_member_uint(writer, "at", event->at);
    json_member_int(writer, "by", event->by);
}

static void write_resize(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    write_from_to(writer, event);
}

static void write_object_only(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
}

// ---------------------------------------------------------------- memory

static void write_block(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    json_key(writer, "block");
    block_write(writer, &event->block);
}

static void write_pool(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_int(writer, "arena", event->block.arena);
    json_member_int(writer, "pool", event->block.pool);
    json_member_uint(writer, "size_class", event->block.size_class);
}

static void write_arena(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_int(writer, "arena", event->block.arena);
}

static void write_free_list(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_string(writer, "list", event->label);
    json_member_address(writer, "address", event->address);
    write_from_to(writer, event);
}

// ---------------------------------------------------------------- frames and settings

static void write_frame(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_uint(writer, "frame", event->holder.frame);
    write_id(writer, "function", event->object);
    json_member_string(writer, "label", event->label);
}

static void write_setting(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_string(writer, "setting", event->label);
    write_from_to(writer, event);
}

// ---------------------------------------------------------------- the collector

static void write_track(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    json_member_int(writer, "generation",
                    event->kind == HEAP_EVENT_TRACK ? event->to : event->from);
}

static void write_promote(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    write_from_to(writer, event);
}

static void write_gc_count(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_uints(writer, "from", event->counts_from, HEAP_GENERATIONS);
    json_member_uints(writer, "to", event->counts_to, HEAP_GENERATIONS);
}

static void write_gc_start(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_int(writer, "generation", event->from);
    json_member_bool(writer, "automatic", event->to != 0);
    json_member_uints(writer, "counts", event->counts_from, HEAP_GENERATIONS);
}

static void write_gc_phase(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_string(writer, "phase", event->label);
    json_key(writer, "objects");
    json_begin_array(writer);
    for (size_t i = 0; i < event->object_count; i++) {
        json_uint(writer, heap_object_id(event->objects[i]));
    }
    json_end_array(writer);
    json_member_int(writer, "count", event->to);
}

static void write_gc_refs(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    json_member_string(writer, "phase", event->label);
    write_object(writer, event);
    write_from_to(writer, event);
    write_id(writer, "source", event->source);
}

void collection_write_members(JsonWriter *writer, const HeapCollection *collection) {
    json_member_int(writer, "generation", collection->generation);
    json_member_uint(writer, "examined", collection->examined);
    json_member_uint(writer, "collected", collection->collected);
    json_member_uint(writer, "uncollectable", collection->uncollectable);
    json_member_uint(writer, "survived", collection->survived);
    json_member_uint(writer, "promoted", collection->promoted);
}

static void write_gc_stop(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    collection_write_members(writer, event->collection);
}

// Frozen, or back: the generation that the object was in, or is in now.
static void write_freeze(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    json_member_int(writer, "generation",
                    event->kind == HEAP_EVENT_FREEZE ? event->from : event->to);
}

static void write_weakref_clear(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    write_id(writer, "from", event->from_object);
    write_id(writer, "to", NULL);
}

// What is run: a finalizer or callback.
static void write_call(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    write_id(writer, "callable", event->to_object);
}

static void write_unraisable(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
    json_member_string(writer, "exception", event->label);
    json_member_string(writer, "message", event->text);
}

static void write_resurrect(JsonWriter *writer, const Heap *heap, const HeapEvent *event) {
    (void)heap;
    write_object(writer, event);
}

// ---------------------------------------------------------------- recording

bool event_touches(HeapEventKind kind) {
    return rows[kind].touches;
}

static bool has_room(const Recorder *recorder) {
    return recorder->events.buffer.size + recorder->freed.buffer.size < recorder->room;
}

static void remember_freed(Recorder *recorder, uint32_t id) {
    if (recorder->freed_count < RECORDER_MAX_FREED && has_room(recorder)) {
        recorder->freed_count++;
        json_uint(&recorder->freed, id);
    } else {
        recorder->freed_left_out++;
    }
}

static void remember_object(Recorder *recorder, const HeapEvent *event) {
    uint32_t id = event->object != NULL ? heap_object_id(event->object) : 0;
    if (event->kind == HEAP_EVENT_DEALLOC) {
        id_set_remove(&recorder->touched, id);
        // What only its cache holds is not listed any more, but not freed.
        if (event->cause != HEAP_DEATH_CACHED) {
            remember_freed(recorder, id);
        }
    } else if (rows[event->kind].touches && !id_set_add(&recorder->touched, id)) {
        recorder->failed = true;
    }
}

static void record(void *context, Heap *heap, const HeapEvent *event) {
    Recorder *recorder = context;
    remember_object(recorder, event);
    if (recorder->event_count == RECORDER_MAX_EVENTS || !has_room(recorder)) {
        recorder->events_left_out++;
        return;
    }
    recorder->event_count++;
    JsonWriter *writer = &recorder->events;
    json_begin_object(writer);
    json_member_string(writer, "event", heap_event_name(event->kind));
    rows[event->kind].write(writer, heap, event);
    json_end_object(writer);
}

static void record_freed(void *context, Heap *heap, const HeapEvent *event) {
    (void)heap;
    remember_object(context, event);
}

// The memory of the operation before serves again.
static void begin(Recorder *recorder, size_t room) {
    json_restart(&recorder->events);
    json_restart(&recorder->freed);
    id_set_clear(&recorder->touched);
    recorder->event_count = recorder->freed_count = 0;
    recorder->events_left_out = recorder->freed_left_out = 0;
    recorder->room = room;
}

enum { ORDINARY_EVENTS = 4000 };  // Bytes, of an operation.

void recorder_attach(Recorder *recorder, Heap *heap, bool with_events, size_t room) {
    begin(recorder, room);
    if (with_events) {
        (void)text_room(&recorder->events.buffer, ORDINARY_EVENTS);
    }
    heap_set_observer(heap, &(HeapObserver){
                                .event = with_events ? record : record_freed,
                                .context = recorder,
                                .wanted = with_events ? (UINT64_C(1) << HEAP_EVENTS) - 1
                                                      : UINT64_C(1) << HEAP_EVENT_DEALLOC,
                            });
}

void recorder_detach(Heap *heap) {
    heap_set_observer(heap, NULL);
}

bool recorder_has_failed(const Recorder *recorder) {
    return recorder->failed || recorder->events.buffer.failed || recorder->freed.buffer.failed;
}

void recorder_discard(Recorder *recorder) {
    text_discard(&recorder->events.buffer);
    text_discard(&recorder->freed.buffer);
    id_set_discard(&recorder->touched);
}

// clang-format off
static const EventRow rows[HEAP_EVENTS] = {
    [HEAP_EVENT_ALLOC] = {write_alloc, true},
    [HEAP_EVENT_DEALLOC] = {write_dealloc, false},
    [HEAP_EVENT_REFCOUNT] = {write_refcount, true},
    [HEAP_EVENT_BIND] = {write_bind, false},
    [HEAP_EVENT_SLOT] = {write_slot, true},
    [HEAP_EVENT_SHIFT] = {write_shift, true},
    [HEAP_EVENT_RESIZE] = {write_resize, true},
    [HEAP_EVENT_BLOCK_ALLOC] = {write_block, true},
    [HEAP_EVENT_BLOCK_FREE] = {write_block, true},
    [HEAP_EVENT_POOL_NEW] = {write_pool, false},
    [HEAP_EVENT_POOL_FREE] = {write_pool, false},
    [HEAP_EVENT_ARENA_NEW] = {write_arena, false},
    [HEAP_EVENT_ARENA_FREE] = {write_arena, false},
    [HEAP_EVENT_INTERN] = {write_object_only, true},
    [HEAP_EVENT_INTERN_HIT] = {write_object_only, false},
    [HEAP_EVENT_IMMORTAL] = {write_immortal, true},
    [HEAP_EVENT_CACHE_HIT] = {write_object_only, false},
    [HEAP_EVENT_TRACK] = {write_track, true},
    [HEAP_EVENT_UNTRACK] = {write_track, true},
    [HEAP_EVENT_FREE_LIST_PUT] = {write_free_list, false},
    [HEAP_EVENT_FREE_LIST_TAKE] = {write_free_list, false},
    [HEAP_EVENT_FRAME_PUSH] = {write_frame, false},
    [HEAP_EVENT_FRAME_POP] = {write_frame, false},
    [HEAP_EVENT_SETTING] = {write_setting, false},
    [HEAP_EVENT_GC_COUNT] = {write_gc_count, false},
    [HEAP_EVENT_GC_START] = {write_gc_start, false},
    [HEAP_EVENT_GC_PHASE] = {write_gc_phase, false},
    [HEAP_EVENT_GC_REFS] = {write_gc_refs, false},
    [HEAP_EVENT_PROMOTE] = {write_promote, true},
    [HEAP_EVENT_GC_STOP] = {write_gc_stop, false},
    [HEAP_EVENT_FREEZE] = {write_freeze, true},
    [HEAP_EVENT_UNFREEZE] = {write_freeze, true},
    [HEAP_EVENT_WEAKREF_CLEAR] = {write_weakref_clear, true},
    [HEAP_EVENT_WEAKREF_CALLBACK] = {write_call, false},
    [HEAP_EVENT_FINALIZER] = {write_call, true},
    [HEAP_EVENT_UNRAISABLE] = {write_unraisable, false},
    [HEAP_EVENT_RESURRECT] = {write_resurrect, false},
};
// clang-format on

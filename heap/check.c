// heap_check(): every invariant of the heap, as code. Slow on purpose: it counts everything anew.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "heap/gc_list.h"
#include "heap/object.h"
#include "heap/state.h"

// Holders found so far, by the id of what is held; ids are dense enough for an array.
typedef struct {
    Heap *heap;
    uint32_t *found;
    char *message;
    size_t message_size;
    bool holds;  // No invariant has failed yet.
} Check;

__attribute__((format(printf, 3, 4))) static void expect(Check *check, bool holds,
                                                         const char *format, ...) {
    if (holds || !check->holds) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(check->message, check->message_size, format, arguments);
    va_end(arguments);
    check->holds = false;
}

// ---- counts: the count of each object = references found by walking all holders

static void note(Check *check, const Object *object) {
    expect(check, !(object->flags & OBJECT_DYING), "a reference to the dead object %u", object->id);
    expect(check, object->id != 0, "a static object is held and has no id");
    if (object->id <= check->heap->last_id) {
        check->found[object->id]++;
    }
}

static void note_frames(Check *check) {
    HeapFrameInfo frame;
    size_t bound = 0;
    for (size_t i = 0; heap_frame(check->heap, i, &frame); i++) {
        if (frame.function != NULL) {
            note(check, frame.function);
        }
        HeapName name;
        uint32_t cursor = 0;
        size_t names = 0;
        while (heap_next_name(check->heap, frame.number, &cursor, &name)) {
            note(check, name.object);
            names++;
        }
        expect(check, names == frame.name_count, "frame %u counts %zu names and has %zu",
               frame.number, frame.name_count, names);
        bound += names;
    }
    expect(check, bound == heap_name_count(check->heap), "%zu names are bound, %zu counted", bound,
           heap_name_count(check->heap));
}

static void note_slots(Check *check, const Object *object) {
    HeapHolder slot;
    uint32_t cursor = 0;
    while (heap_next_slot(check->heap, object, &cursor, &slot)) {
        note(check, slot.object);
    }
}

static void note_static_slots(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_cached(check->heap, &cursor, &object)) {
        note_slots(check, object);
    }
}

static void note_all(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    note_frames(check);
    note_static_slots(check);
    while (heap_next_object(check->heap, &cursor, &object)) {
        if (!object_is_static(object)) {
            note_slots(check, object);
        }
    }
}

static void check_counts(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        uint32_t cache = object_is_static(object) ? 1 : 0;
        uint32_t found = check->found[object->id] + cache;
        expect(check, object->count == found, "object %u (%s) counts %u references and has %u",
               object->id, object_type_name(check->heap, object), object->count, found);
        expect(check, object->count + object->holds > 0, "object %u lives without a holder",
               object->id);
    }
}

// ---- objects and their memory

static void check_objects(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    uint64_t live = 0, listed = 0, requested = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        HeapObjectInfo info = heap_object_info(check->heap, object);
        live += !info.cached;
        listed += info.cached;
        for (size_t i = 0; i < info.block_count; i++) {
            requested += info.blocks[i].bytes;
        }
    }
    const Heap *heap = check->heap;
    expect(check, live == heap->live, "%u objects live, %u counted", (unsigned)live, heap->live);
    expect(check, listed == heap->listed_static, "%u static objects are listed, %u counted",
           (unsigned)listed, heap->listed_static);
    expect(check, requested == heap->memory.requested, "objects ask for %llu bytes, %llu counted",
           (unsigned long long)requested, (unsigned long long)heap->memory.requested);
}

static void check_memory(Check *check) {
    const Heap *heap = check->heap;
    HeapPoolInfo pool;
    uint32_t cursor = 0;
    uint64_t pools = 0, bytes = heap->memory.large_bytes;
    while (heap_next_pool(heap, &cursor, &pool)) {
        expect(check, pool.used <= pool.capacity, "pool %u of arena %u has %u of %u blocks out",
               pool.index, pool.arena, pool.used, pool.capacity);
        pools++;
        bytes += pool.used * pool.size_class;
    }
    expect(check, pools == heap->memory.pool_count, "%llu pools are used, %u counted",
           (unsigned long long)pools, heap->memory.pool_count);
    expect(check, bytes == heap->memory.in_blocks, "%llu bytes are out in blocks, %llu counted",
           (unsigned long long)bytes, (unsigned long long)heap->memory.in_blocks);
}

static void check_arenas(Check *check) {
    const Heap *heap = check->heap;
    uint32_t arenas = 0, previous_free = 0;
    HeapArenaInfo arena;
    for (uint32_t cursor = 0; heap_next_arena(heap, &cursor, &arena);) {
        arenas++;
    }
    expect(check, arenas == heap->memory.arena_count, "%u arenas, %u counted", arenas,
           heap->memory.arena_count);
    for (uint32_t i = heap->memory.usable; i != NO_ARENA; i = heap->arenas[i].next) {
        uint32_t free_count = heap->arenas[i].free_count;
        expect(check, free_count >= previous_free && free_count > 0,
               "arena %u is out of the order of usable arenas", i);
        previous_free = free_count;
    }
}

static void check_pool_lists(Check *check) {
    const Heap *heap = check->heap;
    for (unsigned size_class = 0; size_class < SIZE_CLASSES; size_class++) {
        Ref previous = 0;
        for (Ref ref = heap->memory.used[size_class]; ref != 0;) {
            const Pool *pool = range_at(heap, ref);
            expect(check, pool->size_class == size_class && pool->previous == previous,
                   "a pool stands wrongly among the used of class %u", size_class);
            expect(check, pool->used > 0 && pool->free != 0,
                   "a pool that is full or empty stands among the used of class %u", size_class);
            previous = ref;
            ref = pool->next;
        }
    }
}

static void check_free_lists(Check *check) {
    for (unsigned list = 0; list < FREE_LISTS; list++) {
        uint32_t length = 0;
        Ref block = free_list_next(check->heap, list, 0);
        for (; block != 0; block = free_list_next(check->heap, list, block)) {
            length++;
        }
        expect(check, length == check->heap->free_lists.length[list],
               "free list %u has %u blocks, %u counted", list, length,
               check->heap->free_lists.length[list]);
    }
}

// ---- the collector: each tracked object is in exactly one generation's list

static void check_generation(Check *check, int generation, uint64_t *in_lists) {
    Heap *heap = check->heap;
    GcHeader *list = &heap->gc.generations[generation];
    uint64_t size = 0;
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        const GcHeader *node = gc_at(heap, ref);
        expect(check, node->generation == generation && node->flags == (node->flags & GC_FINALIZED),
               "object %u stands in generation %d and says otherwise", gc_object(node)->id,
               generation);
        expect(check, gc_at(heap, node->next)->previous == ref, "generation %d is not linked well",
               generation);
        size++;
    }
    expect(check, size == heap->gc.sizes[generation], "generation %d has %llu objects, not %llu",
           generation, (unsigned long long)size, (unsigned long long)heap->gc.sizes[generation]);
    *in_lists += size;
}

static void check_tracking(Check *check) {
    uint64_t in_lists = 0, tracked = 0;
    for (int i = 0; i < HEAP_GENERATIONS; i++) {
        check_generation(check, i, &in_lists);
    }
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        tracked += object_is_gc(object) && gc_is_tracked(object);
    }
    expect(check, tracked == in_lists, "%llu objects are tracked, %llu in the lists",
           (unsigned long long)tracked, (unsigned long long)in_lists);
}

// ---- the intern table

static void check_interned(Check *check) {
    Object *object;
    uint32_t cursor = 0, entries = 0, flagged = 0;
    while (heap_next_interned(check->heap, &cursor, &object)) {
        expect(check, object->flags & OBJECT_INTERNED, "object %u is in the intern table unmarked",
               object->id);
        entries++;
    }
    cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        flagged += !object_is_static(object) && object->flags & OBJECT_INTERNED;
    }
    expect(check, entries == flagged, "%u strings are interned, %u in the table", flagged, entries);
}

bool heap_check(Heap *heap, char *message, size_t message_size) {
    Check check = {.heap = heap, .message = message, .message_size = message_size, .holds = true};
    check_pool_lists(&check);
    check_memory(&check);
    check_arenas(&check);
    check_free_lists(&check);
    if (!heap->limits.index || !check.holds) {
        return check.holds;
    }
    check.found = calloc((size_t)heap->last_id + 1, sizeof *check.found);
    if (check.found == NULL) {
        snprintf(message, message_size, "no memory to check the heap");
        return false;
    }
    note_all(&check);
    check_counts(&check);
    check_objects(&check);
    check_tracking(&check);
    check_interned(&check);
    free(check.found);
    return check.holds;
}

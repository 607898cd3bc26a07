// heap_check(): every invariant of the heap, as code. Slow on purpose: it counts everything anew.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "heap/check/check.h"
#include "heap/gc/gc_marks.h"
#include "heap/holding.h"
#include "heap/state.h"
#include "heap/types/cell.h"

void check_expect(Check *check, bool holds, const char *format, ...) {
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
    check_expect(check, !(object->flags & OBJECT_DYING), "a reference to the dead object %u",
                 object->id);
    check_expect(check, object->id != 0, "a static object is held and has no id");
    if (object->id <= check->heap->last_id) {
        check->found[object->id]++;
    }
}

// What is in a cell is found by its content, and the cell by its name.
static bool is_found(const Heap *heap, const HeapName *name) {
    const Object *cell = heap_frame_cell(heap, name->frame, name->name);
    const Object *object = heap_frame_lookup(heap, name->frame, name->name);
    return cell == NULL ? object == name->object
                        : cell == name->object && cell->kind == HEAP_CELL &&
                              object == cell_content(heap, cell);
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
            check_expect(check, is_found(check->heap, &name),
                         "the name '%s' of frame %u is bound and not found", name.name,
                         frame.number);
            names++;
        }
        check_expect(check, names == frame.name_count, "frame %u counts %zu names and has %zu",
                     frame.number, frame.name_count, names);
        bound += names;
    }
    check_expect(check, bound == heap_name_count(check->heap), "%zu names are bound, %zu counted",
                 bound, heap_name_count(check->heap));
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
    for (size_t i = 0; (object = heap_garbage(check->heap, i)) != NULL; i++) {
        note(check, object);
    }
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
        check_expect(check, object->count == found || count_is_saturated(check->heap, object),
                     "object %u (%s) counts %u references and has %u", object->id,
                     object_type_name(check->heap, object), object->count, found);
        check_expect(check, !object_is_let_go(object), "object %u lives without a holder",
                     object->id);
    }
}

// Static objects and interned strings by the profile, others by their count.
static bool may_be_immortal(const Heap *heap, const Object *object) {
    bool by_intern = object->flags & OBJECT_INTERNED && intern_is_immortal(heap, object);
    return heap->profile->info.immortal_count != 0 &&
           (object_is_static(object) || by_intern || count_is_saturated(heap, object));
}

static void check_immortals(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        check_expect(check,
                     !heap_object_is_immortal(object) || may_be_immortal(check->heap, object),
                     "object %u is immortal for no reason", object->id);
    }
}

// ---- objects and what they ask for

static void check_totals(Check *check) {
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
    check_expect(check, live == heap->live, "%u objects live, %u counted", (unsigned)live,
                 heap->live);
    check_expect(check, listed == heap->listed_static, "%u static objects are listed, %u counted",
                 (unsigned)listed, heap->listed_static);
    check_expect(check, requested == heap->memory.requested,
                 "objects ask for %llu bytes, %llu counted", (unsigned long long)requested,
                 (unsigned long long)heap->memory.requested);
}

// ---- the collector: each tracked object is in exactly one generation's list

static void check_generation(Check *check, int generation, uint64_t *in_lists) {
    Heap *heap = check->heap;
    GcHeader *list = &heap->gc.generations[generation];
    uint64_t size = 0;
    for (Ref ref = list->next; ref != ref_of(heap, list) && check->holds;
         ref = gc_at(heap, ref)->next) {
        const GcHeader *node = gc_at(heap, ref);
        check_expect(check,
                     node->generation == generation && node->flags == (node->flags & GC_FINALIZED),
                     "object %u stands in generation %d and says otherwise", gc_object(node)->id,
                     generation);
        check_expect(check, gc_at(heap, node->next)->previous == ref,
                     "generation %d is not linked well", generation);
        check_expect(check, *gc_mark_at(heap, ref_of(heap, gc_object(node))) == GC_NO_CANDIDATE,
                     "object %u is still a candidate", gc_object(node)->id);
        size++;
    }
    check_expect(check, size == heap->gc.sizes[generation],
                 "generation %d has %llu objects, not %llu", generation, (unsigned long long)size,
                 (unsigned long long)heap->gc.sizes[generation]);
    *in_lists += size;
}

static void check_tracking(Check *check) {
    uint64_t in_lists = 0, tracked = 0;
    for (int i = 0; i < GC_LISTS; i++) {
        check_generation(check, i, &in_lists);
    }
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        bool gc = object_type(object)->gc && !object_is_static(object);
        check_expect(check, gc == object_is_gc(object),
                     "the type of object %u is not among the "
                     "kinds that the collector knows, or the other way round",
                     object->id);
        tracked += gc && gc_is_tracked(object);
    }
    check_expect(check, tracked == in_lists, "%llu objects are tracked, %llu in the lists",
                 (unsigned long long)tracked, (unsigned long long)in_lists);
}

// ---- the intern table

static void check_interned(Check *check) {
    Object *object;
    uint32_t cursor = 0, entries = 0, flagged = 0;
    while (heap_next_interned(check->heap, &cursor, &object)) {
        check_expect(check, object->flags & OBJECT_INTERNED,
                     "object %u is in the intern table unmarked", object->id);
        check_expect(check, intern_find(check->heap, object) == object,
                     "string %u is interned and not found", object->id);
        check_expect(check,
                     heap_object_is_immortal(object) || !intern_is_immortal(check->heap, object),
                     "string %u is interned and could die", object->id);
        entries++;
    }
    cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        flagged += !object_is_static(object) && object->flags & OBJECT_INTERNED;
    }
    check_expect(check, entries == flagged, "%u strings are interned, %u in the table", flagged,
                 entries);
}

static void check_with_index(Check *check) {
    note_all(check);
    check_counts(check);
    check_immortals(check);
    check_totals(check);
    check_tracking(check);
    check_interned(check);
    if (check->holds) {
        check_objects(check);
    }
}

// What the memory says of itself first: the rest walks through it.
static void check_all(Check *check) {
    check_memory(check);
    if (!check->heap->limits.index || !check->holds) {
        return;
    }
    check->found = calloc((size_t)check->heap->last_id + 1, sizeof *check->found);
    check_expect(check, check->found != NULL && check_blocks(check), "no memory to check the heap");
    if (check->holds) {
        check_with_index(check);
    }
    free(check->found);
    free(check->blocks);
}

// Looking things up counts as work, but not here.
bool heap_check(Heap *heap, char *message, size_t message_size) {
    Check check = {.heap = heap, .message = message, .message_size = message_size, .holds = true};
    uint64_t work = heap->work;
    check_all(&check);
    heap->work = work;
    return check.holds;
}

// What would go with an object is what goes: random programs, in which each object is let go of in
// a clone.
#include "api/replies/holder_json.h"
#include "api/views/retained.h"
#include "tests/heap/program.h"
#include "tests/support/test.h"

enum { SEEDS = 40, STEPS = 400, EVERY = 40, MAX_IDS = 20000 };

typedef struct {
    bool lives[MAX_IDS];
} Ids;

static void note_ids(const Heap *heap, Ids *ids) {
    *ids = (Ids){{false}};
    Object *object = NULL;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        CHECK(id < MAX_IDS);
        ids->lives[id] = true;
    }
}

// ---------------------------------------------------------------- letting go

typedef struct {
    Heap *heap;
    Object *object;
    const Ids *goes;  // What goes with it need not let go.
    HeapHolder holders[64];
    size_t count;
    bool possible;
} Letting;

static void note_holder(void *context, const HeapHolder *holder) {
    Letting *letting = context;
    bool inside = holder->owner != NULL && letting->goes->lives[heap_object_id(holder->owner)];
    if (holder->object != letting->object || inside) {
        return;
    }
    bool has_room = letting->count < sizeof letting->holders / sizeof *letting->holders;
    letting->possible = letting->possible && has_room;
    if (has_room) {
        letting->holders[letting->count++] = *holder;
    }
}

static HeapStatus replace_item(Heap *heap, Object *owner, Object *key) {
    Object *none;
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    HeapStatus status = heap_set_item(heap, owner, key, none);
    heap_drop(heap, none);
    return status;
}

// A scratch key leaves no trace; what is given up is not stored with it.
static HeapStatus replace_at(Heap *heap, Object *owner, uint32_t index) {
    Object *key;
    CHECK_INT(HEAP_OK, heap_new_int(heap, index, &key));
    HeapStatus status = replace_item(heap, owner, key);
    heap_drop(heap, key);
    return status;
}

// Not every holder can be made to let go: HEAP_CONFLICT.
static HeapStatus let_go(Heap *heap, const HeapHolder *holder) {
    Object *owner = (Object *)(uintptr_t)holder->owner;
    Object *key = (Object *)(uintptr_t)holder->key;
    if (holder->kind == HEAP_HOLDER_NAME && heap_object_kind(holder->object) != HEAP_CELL) {
        return heap_unbind(heap, holder->frame, holder->label);
    }
    HeapKind kind = owner == NULL ? HEAP_NONE : heap_object_kind(owner);
    bool own = owner != NULL && !heap_object_info(heap, owner).internal;
    if (holder->kind == HEAP_HOLDER_ITEM && kind == HEAP_LIST) {
        return replace_at(heap, owner, holder->index);
    }
    if (holder->kind == HEAP_HOLDER_VALUE && own) {
        return replace_item(heap, owner, key);
    }
    if (holder->kind == HEAP_HOLDER_ELEMENT && kind == HEAP_SET) {
        return heap_discard(heap, owner, key);
    }
    return HEAP_CONFLICT;
}

static bool let_go_of(Heap *heap, Object *object, const Ids *goes) {
    Letting letting = {.heap = heap, .object = object, .goes = goes, .possible = true};
    holders_each(heap, note_holder, &letting);
    for (size_t i = 0; letting.possible && i < letting.count; i++) {
        letting.possible = let_go(heap, &letting.holders[i]) == HEAP_OK;
    }
    return letting.possible;
}

// What a callback kept may be in a cycle that only the next collection finds.
static void collect_all(Heap *heap) {
    HeapCollection collection = {.collected = 1};
    while (collection.collected > 0) {
        CHECK_INT(HEAP_OK, heap_collect(heap, 2, &collection));
    }
}

// ---------------------------------------------------------------- what goes

typedef struct {
    int tried, with_collector, with_count;
} Tally;

static void check_ids(const Heap *heap, const ObjectMap *map, const Ids *goes, const Ids *expected,
                      const Ids *after, const char *what, uint32_t of) {
    for (uint32_t i = 0; i < map->count; i++) {
        uint32_t id = heap_object_id(map->objects[i]);
        bool went = expected->lives[id] && !after->lives[id];
        if (heap_object_info(heap, map->objects[i]).cached) {
            continue;  // Only no longer listed.
        }
        if (went != goes->lives[id]) {
            printf("  @%u (%s): @%u, kind %d, %s\n", of, what, id,
                   heap_object_kind(map->objects[i]), went ? "went" : "stayed");
        }
        CHECK_INT(goes->lives[id], went);
    }
}

static void note_retained(const ObjectMap *map, const Retained *retained, Ids *goes, Ids *counted) {
    *goes = *counted = (Ids){{false}};
    for (uint32_t i = 0; i < retained->count; i++) {
        uint32_t id = heap_object_id(map->objects[retained->positions[i]]);
        goes->lives[id] = true;
        counted->lives[id] = retained->by_count[i];
    }
}

// `live` and `kept` are what there is, and what a collection leaves of it.
static void check_object(const Heap *heap, const ObjectMap *map, Object *object, const Ids *live,
                         const Ids *kept, Tally *tally) {
    static Ids goes, counted, after;
    uint32_t id = heap_object_id(object);
    Retained retained;
    CHECK(retained_find(&retained, heap, map, object));
    note_retained(map, &retained, &goes, &counted);
    Heap *clone = heap_clone(heap);
    CHECK(clone != NULL);
    heap_gc_enable(clone, false);
    if (kept->lives[id] && retained.count > 0 && let_go_of(clone, heap_find(clone, id), &goes)) {
        note_ids(clone, &after);
        check_ids(heap, map, &counted, live, &after, "by count", id);
        collect_all(clone);
        note_ids(clone, &after);
        check_ids(heap, map, &goes, kept, &after, "with the collector", id);
        tally->tried++;
        tally->with_count += retained.counted > 1;
        tally->with_collector += retained.count > retained.counted;
    }
    heap_destroy(clone);
    retained_discard(&retained);
}

static void check_all(const Heap *heap, Tally *tally) {
    static Ids live, kept;
    ObjectMap map;
    CHECK(object_map_make(&map, heap));
    note_ids(heap, &live);
    Heap *clone = heap_clone(heap);
    heap_gc_enable(clone, false);
    collect_all(clone);
    note_ids(clone, &kept);
    heap_destroy(clone);
    for (uint32_t i = 0; i < map.count; i++) {
        check_object(heap, &map, map.objects[i], &live, &kept, tally);
    }
    object_map_discard(&map);
}

// A collection cleared the weakref by which a base knows the class, which a finalizer kept: nobody
// can tell any more to which class it belongs.
static bool has_resurrected_class(const Heap *heap) {
    Object *object = NULL;
    bool found = false;
    for (uint32_t id = 0; !found && heap_next_object(heap, &id, &object);) {
        found = heap_object_kind(object) == HEAP_WEAKREF &&
                heap_object_info(heap, object).internal &&
                heap_weakref_target(heap, object) == NULL;
    }
    return found;
}

// Whether a collection frees what it finds.
static bool frees_garbage(const Heap *heap) {
    HeapGcInfo gc = heap_gc_info(heap);
    return gc.garbage == 0 && gc.frozen == 0 && !gc.saveall;
}

static void what_is_let_go_of_takes_its_retained_set_along(void) {
    Tally tally = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Program program;
        program_begin(&program, 70 + seed);
        for (int i = 1; i <= STEPS; i++) {
            (void)!program_step(&program);
            if (i % EVERY == 0 && frees_garbage(program.heap) &&
                !has_resurrected_class(program.heap)) {
                Heap *still = heap_clone(program.heap);  // Nothing runs in it.
                check_all(still, &tally);
                heap_destroy(still);
            }
        }
        program_end(&program);
    }
    printf("  %d objects, %d with others by counting, %d with the collector\n", tally.tried,
           tally.with_count, tally.with_collector);
    CHECK(tally.tried > 1000 && tally.with_count > 100 && tally.with_collector > 100);
}

int main(void) {
    RUN(what_is_let_go_of_takes_its_retained_set_along);
    return 0;
}

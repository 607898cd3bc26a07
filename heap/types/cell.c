#include "heap/types/cell.h"

#include "heap/gc/gc.h"
#include "heap/state.h"
#include "heap/types/parts.h"

enum { CELL_CONTENTS, CELL_PARTS };
static const char *const labels[] = {"cell_contents"};
static const HeapHolderKind kinds[] = {HEAP_HOLDER_CELL};

typedef struct {
    Object base;
    Slot parts[CELL_PARTS];
} CellObject;

static Parts parts_of(const Object *object) {
    CellObject *cell = (CellObject *)(uintptr_t)object;
    return (Parts){cell->parts, labels, kinds, CELL_PARTS};
}

HeapStatus cell_new(Heap *heap, Object *content, Object **out_cell) {
    Object *object;
    HeapStatus status = object_new(heap, HEAP_CELL, heap->profile->cell_bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    parts_of(object).slots[CELL_CONTENTS] = 0;
    object_announce(heap, object);
    if (content != NULL) {
        part_set(heap, object, parts_of(object), CELL_CONTENTS, content);
    }
    gc_track(heap, object);
    *out_cell = object;
    return HEAP_OK;
}

Object *cell_content(const Heap *heap, const Object *cell) {
    return slot_object(heap, parts_of(cell).slots[CELL_CONTENTS]);
}

void cell_set(Heap *heap, Object *cell, Object *content) {
    if (content != NULL) {
        part_set(heap, cell, parts_of(cell), CELL_CONTENTS, content);
    } else {
        part_clear(heap, cell, parts_of(cell), CELL_CONTENTS);
    }
}

// ---- attributes

bool cell_find_part(Heap *heap, Object *cell, const char *name, Object **out_part) {
    return part_find(heap, parts_of(cell), name, out_part);
}

HeapStatus cell_assign_part(Heap *heap, Object *cell, const char *name, Object *value) {
    (void)name;
    cell_set(heap, cell, value);
    return HEAP_OK;
}

// ---- the type

static uint64_t cell_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->cell_bytes;
}

static bool cell_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder) {
    return part_next(heap, object, parts_of(object), cursor, out_holder);
}

static void cell_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                          void *context) {
    Object *content = cell_content(heap, object);
    if (content != NULL) {
        visit(heap, content, context);
    }
}

static void cell_clear(Heap *heap, Object *object) {
    part_clear(heap, object, parts_of(object), CELL_CONTENTS);
}

static ReleaseStep cell_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    if (*cursor == CELL_PARTS) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){part_take(heap, parts_of(object), (*cursor)++), false};
}

static void cell_free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, heap->profile->cell_bytes, FREE_LISTS);
}

const Type cell_type = {
    .name = "cell",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = cell_size,
    .block_size = cell_size,
    .next_slot = cell_next_slot,
    .traverse = cell_traverse,
    .clear = cell_clear,
    .release_next = cell_release_next,
    .free_memory = cell_free_memory,
};

// Frames: entering a function, and leaving it.
#include <stdlib.h>
#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/names.h"
#include "heap/types/cell.h"
#include "heap/types/function_code.h"

uint32_t heap_current_frame(const Heap *heap) {
    return frame_running(heap)->number;
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

static HeapStatus push_frame(Heap *heap, Object *function) {
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
    return HEAP_OK;
}

// ---- the layout: every name that the function is known to have, in its place, not bound yet

typedef struct {
    Heap *heap;
    Object *function;
    const Code *code;
    uint32_t number;     // Of the frame.
    CodeCapture *cells;  // Names of locals in cells, sorted; one may stand there twice.
    size_t cell_count;
} Entry;

// Finds the name, or makes a place for it. 0: no memory.
static Ref place_name(const Entry *entry, const char *name, Ref before) {
    Ref ref = binding_find(entry->heap, entry->number, name);
    return ref != 0 ? ref : binding_new(entry->heap, entry->number, name, before);
}

// *out_first is the place of the first name, 0 if there is none.
static HeapStatus place_group(const Entry *entry, CodeGroup group, Ref *out_first) {
    const char *name = code_names(entry->code, group);
    *out_first = 0;
    for (uint32_t i = 0; i < entry->code->counts[group]; i++) {
        Ref ref = place_name(entry, name, 0);
        if (ref == 0) {
            return store_refuse(entry->heap, "names");
        }
        *out_first = *out_first == 0 ? ref : *out_first;
        name = code_next_name(name);
    }
    return HEAP_OK;
}

// Params stay where they are; a name that is captured, and captured again, has its cell already.
static HeapStatus place_cells(const Entry *entry, Ref first_free) {
    for (size_t i = 0; i < entry->cell_count; i++) {
        Ref ref = place_name(entry, entry->cells[i].name, first_free);
        if (ref == 0) {
            return store_refuse(entry->heap, "names");
        }
        binding_at(entry->heap, ref)->needs_cell = true;
    }
    return HEAP_OK;
}

static HeapStatus place_names(const Entry *entry) {
    static const CodeGroup groups[] = {CODE_PARAMS, CODE_LOCALS, CODE_FREE};
    Frame *frame = frame_numbered(entry->heap, entry->number);
    Ref last_local = 0, first = 0;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        last_local = frame->last;
        HeapStatus status = place_group(entry, groups[i], &first);
        if (status != HEAP_OK) {
            return status;
        }
    }
    HeapStatus status = place_cells(entry, first);
    frame->first_cell = last_local == 0 ? frame->first : binding_at(entry->heap, last_local)->next;
    return status;
}

// ---- entering, as CPython does: arguments, captured cells, own cells

static void bind_arguments(const Entry *entry, Object *const *arguments) {
    const char *name = code_names(entry->code, CODE_PARAMS);
    for (uint32_t i = 0; i < entry->code->counts[CODE_PARAMS]; i++) {
        binding_hold(entry->heap, binding_find(entry->heap, entry->number, name), arguments[i]);
        name = code_next_name(name);
    }
}

static void copy_free_cells(const Entry *entry) {
    const char *name = code_names(entry->code, CODE_FREE);
    for (uint32_t i = 0; i < entry->code->counts[CODE_FREE]; i++) {
        Ref ref = binding_find(entry->heap, entry->number, name);
        Binding *binding = binding_at(entry->heap, ref);
        Object *cell = function_free_cell(entry->heap, entry->function, i);
        binding->is_free = true;
        binding->needs_cell = false;
        if (cell != NULL) {
            binding->in_cell = true;
            binding_hold(entry->heap, ref, cell);
        }
        name = code_next_name(name);
    }
}

// An argument that stands there moves into the cell.
static HeapStatus make_cell(Heap *heap, Ref ref) {
    Object *cell;
    HeapStatus status = cell_new(heap, object_at(heap, binding_at(heap, ref)->object), &cell);
    if (status == HEAP_OK) {
        binding_at(heap, ref)->in_cell = true;
        binding_hold(heap, ref, cell);
        heap_drop(heap, cell);
    }
    return status;
}

// In the order of the places: those of params first.
static HeapStatus make_cells(const Entry *entry) {
    Heap *heap = entry->heap;
    Ref ref = entry->cell_count == 0 ? 0 : frame_numbered(heap, entry->number)->first;
    HeapStatus status = HEAP_OK;
    while (status == HEAP_OK && ref != 0) {
        if (binding_at(heap, ref)->needs_cell) {
            status = make_cell(heap, ref);
        }
        ref = binding_at(heap, ref)->next;
    }
    return status;
}

static HeapStatus enter(const Entry *entry, Object *const *arguments) {
    HeapStatus status = place_names(entry);
    if (status != HEAP_OK) {
        return status;
    }
    bind_arguments(entry, arguments);
    copy_free_cells(entry);
    return make_cells(entry);
}

// The names of the cells that the function declares, and of more. False: no memory.
static bool gather_cells(Entry *entry, const char *const *more, size_t more_count) {
    const char *name = code_names(entry->code, CODE_CELLS);
    size_t own_count = entry->code->counts[CODE_CELLS];
    entry->cell_count = own_count + more_count;
    entry->cells = entry->cell_count == 0 ? NULL : malloc(entry->cell_count * sizeof *entry->cells);
    if (entry->cells == NULL) {
        return entry->cell_count == 0;
    }
    for (size_t i = 0; i < entry->cell_count; i++) {
        bool own = i < own_count;
        entry->cells[i] = (CodeCapture){.name = own ? name : more[i - own_count]};
        name = own ? code_next_name(name) : name;
    }
    code_sort(entry->cells, entry->cell_count);
    return true;
}

HeapStatus heap_enter_frame_with_cells(Heap *heap, Object *function, Object *const *arguments,
                                       const char *const *cell_names, size_t cell_count) {
    HeapStatus status = push_frame(heap, function);
    if (status != HEAP_OK) {
        return status;
    }
    Entry entry = {.heap = heap,
                   .function = function,
                   .code = function_code(heap, function),
                   .number = frame_running(heap)->number};
    if (!gather_cells(&entry, cell_names, cell_count)) {
        return heap_fail(heap, HEAP_NO_MEMORY, "no memory for the names of cells");
    }
    status = enter(&entry, arguments);
    free(entry.cells);
    return status;
}

HeapStatus heap_enter_frame(Heap *heap, Object *function, Object *const *arguments) {
    return heap_enter_frame_with_cells(heap, function, arguments, NULL, 0);
}

// ---- leaving

// Loop invariant: the frame's remaining names are still bound, whatever a finalizer looks at.
static void release_locals(Heap *heap, uint32_t number) {
    bool in_order = heap->profile->locals_order == LOCALS_IN_ORDER;
    const Frame *frame = frame_numbered(heap, number);
    while (frame->first != 0) {
        binding_remove(heap, in_order ? frame->first : frame->last);
        frame = frame_numbered(heap, number);
    }
}

HeapStatus heap_leave_frame(Heap *heap) {
    uint32_t number = frame_running(heap)->number;
    if (number == HEAP_MODULE_FRAME) {
        return heap_fail(heap, HEAP_CONFLICT, "no function is running: 'return' outside function");
    }
    release_locals(heap, number);
    if (frame_running(heap)->number != number) {
        return heap_check_budget(heap);  // A finalizer failed for good and left its frames behind.
    }
    Object *function = object_at(heap, frame_running(heap)->function);
    tell_frame(heap, HEAP_EVENT_FRAME_POP, number, function);
    heap->names.frame_count--;
    object_release(heap, function, frame_holder(number));
    return HEAP_OK;
}

static HeapFrameInfo describe(const Heap *heap, const Frame *frame) {
    Object *function = object_at(heap, frame->function);
    return (HeapFrameInfo){
        .number = frame->number,
        .label = function == NULL ? "<module>" : heap_function_name(heap, function),
        .function = function,
        .name_count = frame->bound,
    };
}

bool heap_frame(const Heap *heap, size_t index, HeapFrameInfo *out_info) {
    if (index >= heap->names.frame_count) {
        return false;
    }
    *out_info = describe(heap, frame_at(heap, (uint32_t)index));
    return true;
}

bool heap_find_frame(const Heap *heap, uint32_t number, HeapFrameInfo *out_info) {
    const Frame *frame = frame_numbered(heap, number);
    if (frame == NULL) {
        return false;
    }
    *out_info = describe(heap, frame);
    return true;
}

#include "heap/types/list.h"

#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/iteration.h"
#include "heap/temporary.h"
#include "heap/types/dict.h"
#include "heap/types/items.h"
#include "heap/types/list_object.h"
#include "heap/types/set.h"

enum { LIST_BYTES = 56 };

static ListObject *as_list(const Object *object) {
    return (ListObject *)(uintptr_t)object;
}

static uint64_t array_bytes(uint64_t slots) {
    return slots == 0 ? 1 : 8 * slots;
}

size_t list_length(const Object *list) {
    return as_list(list)->length;
}

Object *list_item(const Heap *heap, const Object *list, size_t index) {
    return slot_object(heap, list_items(heap, as_list(list))[index]);
}

// ---- the array

static uint64_t list_size(const Heap *heap, const Object *object) {
    (void)heap;
    return LIST_BYTES + 8 * as_list(object)->slots;
}

static Ref resize_array(Heap *heap, ListObject *list, uint64_t slots) {
    Ref old = (Ref)list->items;
    return slots == 0 ? block_empty(heap, &list->base, "items", old, array_bytes(list->slots))
                      : block_resize(heap, &list->base, "items", old, array_bytes(list->slots),
                                     array_bytes(slots));
}

// After: there is an array of exactly `slots` slots, which keeps the items that fit.
static HeapStatus set_slots(Heap *heap, ListObject *list, uint64_t slots) {
    uint64_t size = list_size(heap, &list->base);
    Ref array = list->items == 0 ? block_new(heap, &list->base, "items", array_bytes(slots))
                                 : resize_array(heap, list, slots);
    if (array == 0) {
        return heap_refuse_memory(heap);
    }
    list->items = array;
    list->slots = slots;
    object_resized(heap, &list->base, size);
    return HEAP_OK;
}

// The growth rule, for lists that grow and shrink one by one: CPython's list_resize. After: the
// array is right for `length` items; the length itself is the caller's to set.
static HeapStatus fit_slots(Heap *heap, ListObject *list, uint64_t length) {
    if (list->slots >= length && length >= list->slots / 2) {
        return HEAP_OK;
    }
    uint64_t slots = (length + length / 8 + 6) & ~(uint64_t)3;
    if (length > list->length && length - list->length > slots - length) {
        slots = (length + 3) & ~(uint64_t)3;
    }
    return set_slots(heap, list, length == 0 ? 0 : slots);
}

// A list that never had items gets just enough, rounded up to even.
static HeapStatus fit_slots_for_many(Heap *heap, ListObject *list, uint64_t more) {
    if (list->items == 0) {
        return more == 0 ? HEAP_OK : set_slots(heap, list, (more + 1) & ~(uint64_t)1);
    }
    return fit_slots(heap, list, list->length + more);
}

// ---- items

static void place(Heap *heap, ListObject *list, uint64_t index, Object *item) {
    list_items(heap, list)[index] = ref_of(heap, item);
    list->length++;
    heap->work++;
    HeapHolder holder = holder_at(HEAP_HOLDER_ITEM, &list->base, index);
    object_retain(heap, item, holder);
    event_slot(heap, holder, index, NULL, item);
}

// What there is room for never resizes the array, however much more room there is.
HeapStatus list_append(Heap *heap, Object *object, Object *item) {
    ListObject *list = as_list(object);
    HeapStatus status =
        list->length < list->slots ? HEAP_OK : fit_slots(heap, list, list->length + 1);
    if (status == HEAP_OK) {
        place(heap, list, list->length, item);
    }
    return status;
}

static uint64_t clamp_index(int64_t index, uint64_t length) {
    if (index < 0) {
        index += (int64_t)length;
        return index < 0 ? 0 : (uint64_t)index;
    }
    return (uint64_t)index > length ? length : (uint64_t)index;
}

HeapStatus list_insert(Heap *heap, Object *object, int64_t index, Object *item) {
    ListObject *list = as_list(object);
    HeapStatus status = fit_slots(heap, list, list->length + 1);
    if (status != HEAP_OK) {
        return status;
    }
    uint64_t at = clamp_index(index, list->length);
    Slot *items = list_items(heap, list);
    memmove(items + at + 1, items + at, (list->length - at) * sizeof *items);
    heap->work += (list->length - at) / 8;
    if (at < list->length) {
        event_shift(heap, object, at, +1);
    }
    place(heap, list, at, item);
    return HEAP_OK;
}

void list_assign(Heap *heap, Object *object, size_t index, Object *item) {
    ListObject *list = as_list(object);
    Object *old = list_item(heap, object, index);
    HeapHolder holder = holder_at(HEAP_HOLDER_ITEM, object, index);
    list_items(heap, list)[index] = ref_of(heap, item);
    object_retain(heap, item, holder);
    event_slot(heap, holder, index, old, item);
    object_release(heap, old, holder);
}

void list_rearrange(Heap *heap, Object *object, Object *const *items) {
    Slot *slots = list_items(heap, as_list(object));
    for (uint64_t i = 0; i < as_list(object)->length; i++) {
        Object *old = slot_object(heap, slots[i]);
        if (old != items[i]) {
            slots[i] = ref_of(heap, items[i]);
            event_slot(heap, holder_at(HEAP_HOLDER_ITEM, object, i), i, old, items[i]);
        }
    }
}

// After: the item is out of the list and of its count, but still counted; later ones moved down.
static Object *take_out(Heap *heap, ListObject *list, uint64_t index) {
    Object *item = list_item(heap, &list->base, index);
    Slot *items = list_items(heap, list);
    list->length--;
    memmove(items + index, items + index + 1, (list->length - index) * sizeof *items);
    heap->work += (list->length - index) / 8;
    event_slot(heap, holder_at(HEAP_HOLDER_ITEM, &list->base, index), index, item, NULL);
    if (index < list->length) {
        event_shift(heap, &list->base, index, -1);
    }
    return item;
}

static Object *pop_last_one(Heap *heap, Object *list) {
    Object *item = list_item(heap, list, 0);
    heap_hold(heap, item);
    list_clear(heap, list);
    return item;
}

HeapStatus list_pop(Heap *heap, Object *object, size_t index, Object **out_object) {
    ListObject *list = as_list(object);
    if (list->length == 1 && heap->profile->emptying_pop_clears) {
        *out_object = pop_last_one(heap, object);
        return HEAP_OK;
    }
    Object *item = take_out(heap, list, index);
    heap_hold(heap, item);
    HeapStatus status = fit_slots(heap, list, list->length);
    object_release(heap, item, holder_at(HEAP_HOLDER_ITEM, object, index));
    if (status != HEAP_OK) {
        heap_drop(heap, item);
        return status;
    }
    *out_object = item;
    return HEAP_OK;
}

// What is deleted dies after the list is in order again.
HeapStatus list_remove_at(Heap *heap, Object *object, size_t index) {
    ListObject *list = as_list(object);
    if (list->length == 1) {
        list_clear(heap, object);
        return HEAP_OK;
    }
    Object *item = take_out(heap, list, index);
    HeapStatus status = fit_slots(heap, list, list->length);
    object_release(heap, item, holder_at(HEAP_HOLDER_ITEM, object, index));
    return status;
}

HeapStatus list_delete(Heap *heap, Object *object, size_t index) {
    if (!heap->profile->del_keeps_room) {
        return list_remove_at(heap, object, index);
    }
    Object *item = take_out(heap, as_list(object), index);
    object_release(heap, item, holder_at(HEAP_HOLDER_ITEM, object, index));
    return HEAP_OK;
}

// The items of an array that has left the list, the last first.
static void tell_gone(Heap *heap, Object *object, const Slot *items, uint64_t length) {
    heap->mutations++;
    for (uint64_t i = event_wanted(heap, HEAP_EVENT_SLOT) ? length : 0; i-- > 0;) {
        event_slot(heap, holder_at(HEAP_HOLDER_ITEM, object, i), i, slot_object(heap, items[i]),
                   NULL);
    }
}

// The array leaves the list before its items die, last first; it goes after them. What finalizers
// append meanwhile is the list's next array.
void list_clear(Heap *heap, Object *object) {
    ListObject *list = as_list(object);
    uint64_t size = list_size(heap, object), length = list->length, slots = list->slots;
    Ref array = (Ref)list->items;
    if (array == 0) {
        return;
    }
    heap->work += length;
    list->items = 0;
    list->length = list->slots = 0;
    object_resized(heap, object, size);
    const Slot *items = range_at(heap, array);
    tell_gone(heap, object, items, length);
    for (uint64_t i = length; i-- > 0;) {
        object_release(heap, slot_object(heap, items[i]), holder_at(HEAP_HOLDER_ITEM, object, i));
    }
    block_free(heap, object, "items", array, array_bytes(slots));
}

// ---- extending

// `source` may be the list itself: its length is read once, its items after the array has grown.
static HeapStatus extend_by_sequence(Heap *heap, ListObject *list, Object *source) {
    size_t more = items_count(source);
    HeapStatus status = more == 0 ? HEAP_OK : fit_slots_for_many(heap, list, more);
    for (size_t i = 0; status == HEAP_OK && i < more; i++) {
        place(heap, list, list->length, items_at(heap, source, i));
    }
    return status;
}

// By an iterator, CPython guesses the room beforehand and gives back what it did not need.
static HeapStatus finish_extending(Heap *heap, ListObject *list, HeapStatus status) {
    return status == HEAP_OK && list->length < list->slots ? fit_slots(heap, list, list->length)
                                                           : status;
}

static HeapStatus append_each(Heap *heap, ListObject *list, Iteration *iteration) {
    Object *item = NULL;
    HeapStatus status = iteration_next(heap, iteration, &item);
    while (status == HEAP_OK && item != NULL) {
        status = list_append(heap, &list->base, item);
        heap_drop(heap, item);
        if (status == HEAP_OK) {
            status = iteration_next(heap, iteration, &item);
        }
    }
    return finish_extending(heap, list, status);
}

static HeapStatus extend_from(Heap *heap, ListObject *list, Iteration *iteration) {
    HeapStatus status = fit_slots_for_many(heap, list, iteration_length(iteration->source));
    return status == HEAP_OK ? append_each(heap, list, iteration) : status;
}

static HeapStatus extend_by_iterator(Heap *heap, ListObject *list, Object *source) {
    Iteration iteration;
    HeapStatus status = iteration_begin(heap, source, &iteration);
    if (status == HEAP_OK) {
        status = extend_from(heap, list, &iteration);
        iteration_end(heap, &iteration);
    }
    return status;
}

static Object *next_of_table(const Heap *heap, const Object *source, uint32_t *cursor) {
    Object *key = NULL, *value;
    bool more = source->kind == HEAP_DICT ? dict_next(heap, source, cursor, &key, &value)
                                          : set_next(heap, source, cursor, &key);
    return more ? key : NULL;
}

// By a set or a dict, without an iterator.
static HeapStatus extend_by_table(Heap *heap, ListObject *list, const Object *source) {
    uint32_t cursor = 0;
    HeapStatus status = fit_slots(heap, list, list->length + iteration_length(source));
    Object *item = status == HEAP_OK ? next_of_table(heap, source, &cursor) : NULL;
    while (item != NULL) {
        place(heap, list, list->length, item);
        item = next_of_table(heap, source, &cursor);
    }
    return status;
}

// A class's dict is shown through a mappingproxy, which has no table.
static bool is_table(const Object *source) {
    return set_is_any(source) || (source->kind == HEAP_DICT && !dict_is_guarded(source));
}

HeapStatus list_extend(Heap *heap, Object *object, Object *source) {
    if (heap->profile->list_reads_tables && is_table(source)) {
        return extend_by_table(heap, as_list(object), source);
    }
    return items_are_there(source) ? extend_by_sequence(heap, as_list(object), source)
                                   : extend_by_iterator(heap, as_list(object), source);
}

// ---- making

static HeapStatus append_all(Heap *heap, Object *list, Object *const *items, size_t count) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        status = list_append(heap, list, items[i]);
    }
    return status;
}

static HeapStatus fill(Heap *heap, ListObject *list, Object *const *items, size_t count,
                       HeapDisplay display) {
    uint32_t limit = heap->profile->list_display_limit;
    if (display == HEAP_DISPLAY_CONSTANTS && limit != 0 && count > limit) {
        return append_all(heap, &list->base, items, count);
    }
    bool even = display == HEAP_DISPLAY_CONSTANTS && count >= 3;
    HeapStatus status =
        count == 0 ? HEAP_OK : set_slots(heap, list, even ? (count + 1) & ~(size_t)1 : count);
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        place(heap, list, i, items[i]);
    }
    return status;
}

// From the free list, or never from there: FREE_LIST or FREE_LISTS.
static HeapStatus make_empty(Heap *heap, unsigned free_list, Object **out_object) {
    Object *object;
    HeapStatus status = object_new(heap, HEAP_LIST, LIST_BYTES, free_list, &object);
    if (status != HEAP_OK) {
        return status;
    }
    ListObject *list = as_list(object);
    list->length = list->items = list->slots = 0;
    object_announce(heap, object);
    gc_track(heap, object);
    *out_object = object;
    return HEAP_OK;
}

HeapStatus list_new_fresh(Heap *heap, Object **out_list) {
    return make_empty(heap, FREE_LISTS, out_list);
}

static HeapStatus give_if(Heap *heap, HeapStatus status, Object *list, Object **out_object) {
    if (status != HEAP_OK) {
        heap_drop(heap, list);
        return status;
    }
    *out_object = list;
    return HEAP_OK;
}

HeapStatus list_new_with_room(Heap *heap, uint64_t slots, Object **out_list) {
    Object *list;
    HeapStatus status = make_empty(heap, FREE_LIST, &list);
    if (status != HEAP_OK) {
        return status;
    }
    status = slots == 0 ? HEAP_OK : set_slots(heap, as_list(list), slots);
    return give_if(heap, status, list, out_list);
}

// The iterator is asked how many items there are, by a method that is bound for it.
static HeapStatus new_from(Heap *heap, Iteration *iteration, Object **out_list) {
    Object *list;
    HeapStatus status = list_new_with_room(heap, 0, &list);
    if (status != HEAP_OK) {
        return status;
    }
    status = temporary_pass(heap, FREE_BUILTIN_METHOD);
    status = status == HEAP_OK ? extend_from(heap, as_list(list), iteration) : status;
    return give_if(heap, status, list, out_list);
}

HeapStatus list_new_of_iterated(Heap *heap, Object *source, Object **out_list) {
    Iteration iteration;
    HeapStatus status = iteration_begin(heap, source, &iteration);
    if (status == HEAP_OK) {
        status = new_from(heap, &iteration, out_list);
        iteration_end(heap, &iteration);
    }
    return status;
}

void list_place(Heap *heap, Object *list, Object *item) {
    place(heap, as_list(list), as_list(list)->length, item);
}

HeapStatus heap_new_list(Heap *heap, Object *const *items, size_t count, HeapDisplay display,
                         Object **out_object) {
    Object *list;
    HeapStatus status = make_empty(heap, FREE_LIST, &list);
    if (status != HEAP_OK) {
        return status;
    }
    status = fill(heap, as_list(list), items, count, display);
    return give_if(heap, status, list, out_object);
}

// ---- the type

static uint64_t list_block_size(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return LIST_BYTES;
}

static bool list_extra_block(const Heap *heap, const Object *object, unsigned index,
                             HeapBlock *out_block) {
    const ListObject *list = as_list(object);
    if (index > 0 || list->items == 0) {
        return false;
    }
    *out_block = block_describe(heap, "items", (Ref)list->items, array_bytes(list->slots));
    return true;
}

static bool list_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder) {
    if (*cursor >= list_length(object)) {
        return false;
    }
    Object *item = list_item(heap, object, *cursor);
    *out_holder =
        (HeapHolder){.kind = HEAP_HOLDER_ITEM, .owner = object, .index = *cursor, .object = item};
    (*cursor)++;
    return true;
}

static void list_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                          void *context) {
    const ListObject *list = as_list(object);
    const Slot *items = list_items(heap, list);
    for (uint64_t i = list->length; i-- > 0;) {
        visit(heap, slot_object(heap, items[i]), context);
    }
}

static ReleaseStep list_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    uint64_t left = list_length(object) - *cursor;
    if (left == 0) {
        return (ReleaseStep){NULL, true};
    }
    (*cursor)++;
    return (ReleaseStep){list_item(heap, object, left - 1), false};
}

static void list_free_memory(Heap *heap, Object *object) {
    const ListObject *list = as_list(object);
    if (list->items != 0) {
        block_free(heap, object, "items", (Ref)list->items, array_bytes(list->slots));
    }
    object_free_block(heap, object, LIST_BYTES, FREE_LIST);
}

const Type list_type = {
    .name = "list",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = list_size,
    .block_size = list_block_size,
    .extra_block = list_extra_block,
    .next_slot = list_next_slot,
    .traverse = list_traverse,
    .clear = list_clear,
    .release_next = list_release_next,
    .free_memory = list_free_memory,
};

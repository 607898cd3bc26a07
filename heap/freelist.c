#include "heap/freelist.h"

#include "heap/events.h"
#include "heap/memory/poison.h"
#include "heap/object.h"
#include "heap/state.h"

typedef struct {
    const char *name;
    uint64_t block;  // Bytes; 0: of a tuple.
    bool gc;         // Counted by the collector until it is freed.
} FreeListRow;

// By list, to that of tuples of one item.
static const FreeListRow rows[] = {
    [FREE_LIST] = {"list", 56, true},
    [FREE_DICT] = {"dict", 64, true},
    [FREE_KEYS] = {"dict keys", 120, false},
    [FREE_FLOAT] = {"float", 24, false},
    [FREE_INT] = {"int", 28, false},
    [FREE_METHOD] = {"method", 64, true},
    [FREE_LIST_ITERATOR] = {"list iterator", 48, true},
    [FREE_TUPLE_ITERATOR] = {"tuple iterator", 48, true},
    [FREE_RANGE] = {"range", 48, false},
    [FREE_RANGE_ITERATOR] = {"range iterator", 48, false},
    [FREE_BUILTIN_METHOD] = {"builtin method", 72, true},
    [FREE_SLICE] = {"slice", 56, true},
    [FREE_WRITER] = {"unicode writer", 56, false},
    [FREE_TUPLE] = {NULL, 0, true},
};

static const char *const tuple_names[FREE_TUPLE_LENGTHS] = {
    "tuple[1]",  "tuple[2]",  "tuple[3]",  "tuple[4]",  "tuple[5]",  "tuple[6]",  "tuple[7]",
    "tuple[8]",  "tuple[9]",  "tuple[10]", "tuple[11]", "tuple[12]", "tuple[13]", "tuple[14]",
    "tuple[15]", "tuple[16]", "tuple[17]", "tuple[18]", "tuple[19]", "tuple[20]",
};

static const FreeListRow *row_of(unsigned list) {
    return &rows[list < FREE_TUPLE ? list : FREE_TUPLE];
}

static const char *list_name(unsigned list) {
    return list < FREE_TUPLE ? rows[list].name : tuple_names[list - FREE_TUPLE];
}

uint64_t free_list_block(const Heap *heap, unsigned list) {
    return list < FREE_TUPLE ? rows[list].block
                             : heap->profile->tuple_bytes + 8 * (uint64_t)(list - FREE_TUPLE + 1);
}

bool free_list_is_gc(unsigned list) {
    return row_of(list)->gc;
}

void free_lists_init(Heap *heap) {
    const Profile *profile = heap->profile;
    uint32_t *limit = heap->free_lists.limit;
    limit[FREE_LIST] = profile->list_free_limit;
    limit[FREE_DICT] = profile->dict_free_limit;
    limit[FREE_KEYS] = profile->keys_free_limit;
    limit[FREE_FLOAT] = profile->float_free_limit;
    limit[FREE_INT] = profile->int_free_limit;
    limit[FREE_METHOD] = profile->method_free_limit;
    limit[FREE_LIST_ITERATOR] = limit[FREE_TUPLE_ITERATOR] = profile->iterator_free_limit;
    limit[FREE_RANGE] = limit[FREE_RANGE_ITERATOR] = profile->range_free_limit;
    limit[FREE_BUILTIN_METHOD] = profile->builtin_method_free_limit;
    limit[FREE_SLICE] = profile->slice_free_limit;
    limit[FREE_WRITER] = profile->writer_free_limit;
    for (unsigned list = FREE_TUPLE; list < FREE_LISTS; list++) {
        limit[list] = profile->tuple_free_limit;
    }
}

READS_POISONED static Ref read_link(const Heap *heap, Ref block) {
    return *(const Ref *)range_at(heap, block);
}

READS_POISONED static void write_link(Heap *heap, Ref block, Ref next) {
    *(Ref *)range_at(heap, block) = next;
}

static void tell(Heap *heap, HeapEventKind kind, unsigned list, Ref block, int change) {
    uint32_t length = heap->free_lists.length[list];
    event_send(heap, &(HeapEvent){.kind = kind,
                                  .label = list_name(list),
                                  .address = range_virtual_address(block),
                                  .from = (int64_t)length - change,
                                  .to = length});
}

static Ref take(Heap *heap, unsigned list) {
    FreeLists *lists = &heap->free_lists;
    Ref block = lists->first[list];
    if (block != 0) {
        lists->first[list] = read_link(heap, block);
        lists->length[list]--;
        if (event_wanted(heap, HEAP_EVENT_FREE_LIST_TAKE)) {
            tell(heap, HEAP_EVENT_FREE_LIST_TAKE, list, block, -1);
        }
    }
    return block;
}

Ref free_list_take(Heap *heap, unsigned list) {
    if (list >= FREE_TUPLE && list - FREE_TUPLE + 1 > heap->profile->tuple_free_reused) {
        return 0;
    }
    return take(heap, list);
}

bool free_list_put(Heap *heap, unsigned list, Ref block) {
    FreeLists *lists = &heap->free_lists;
    if (lists->length[list] >= lists->limit[list]) {
        return false;
    }
    write_link(heap, block, lists->first[list]);
    poison(range_at(heap, block), free_list_block(heap, list));
    lists->first[list] = block;
    lists->length[list]++;
    if (event_wanted(heap, HEAP_EVENT_FREE_LIST_PUT)) {
        tell(heap, HEAP_EVENT_FREE_LIST_PUT, list, block, +1);
    }
    return true;
}

static void empty(Heap *heap, unsigned list) {
    uint64_t bytes = free_list_block(heap, list);
    for (Ref block = take(heap, list); block != 0; block = take(heap, list)) {
        heap->memory.requested += bytes;
        if (free_list_is_gc(list)) {
            gc_released(heap);
        }
        memory_free(heap, block, bytes);
    }
}

// In CPython's order, as far as blocks of one size are concerned.
void free_lists_empty(Heap *heap) {
    static const unsigned order[] = {
        FREE_FLOAT, FREE_LIST,           FREE_LIST_ITERATOR, FREE_TUPLE_ITERATOR, FREE_DICT,
        FREE_KEYS,  FREE_SLICE,          FREE_RANGE,         FREE_RANGE_ITERATOR, FREE_WRITER,
        FREE_INT,   FREE_BUILTIN_METHOD, FREE_METHOD,
    };
    for (unsigned list = FREE_TUPLE; list < FREE_LISTS; list++) {
        empty(heap, list);
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        empty(heap, order[i]);
    }
}

Ref free_list_next(const Heap *heap, unsigned list, Ref block) {
    return block == 0 ? heap->free_lists.first[list] : read_link(heap, block);
}

// Those that the profile has.
bool heap_next_free_list(const Heap *heap, uint32_t *cursor, HeapFreeListInfo *out_info) {
    while (*cursor < FREE_LISTS && heap->free_lists.limit[*cursor] == 0) {
        (*cursor)++;
    }
    if (*cursor >= FREE_LISTS) {
        return false;
    }
    unsigned list = (*cursor)++;
    *out_info = (HeapFreeListInfo){.name = list_name(list),
                                   .length = heap->free_lists.length[list],
                                   .limit = heap->free_lists.limit[list],
                                   .block = free_list_block(heap, list)};
    return true;
}

// The cursor is the list and the last block of it that was told.
bool heap_next_parked(const Heap *heap, uint64_t *cursor, HeapParkedBlock *out_block) {
    unsigned list = (unsigned)(*cursor >> 32);
    Ref block = free_list_next(heap, list, (Ref)*cursor);
    while (block == 0 && list + 1 < FREE_LISTS) {
        block = free_list_next(heap, ++list, 0);
    }
    if (block == 0) {
        return false;
    }
    *cursor = (uint64_t)list << 32 | block;
    *out_block = (HeapParkedBlock){
        .list = list,
        .name = list_name(list),
        .block = block_describe(heap, "parked", block, free_list_block(heap, list)),
    };
    return true;
}

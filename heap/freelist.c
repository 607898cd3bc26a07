#include "heap/freelist.h"

#include "heap/events.h"
#include "heap/memory/poison.h"
#include "heap/object.h"
#include "heap/state.h"

typedef struct {
    const char *name;
    uint64_t block;  // Bytes; for tuples of length 1.
} FreeListName;

static const FreeListName names[] = {
    [FREE_LIST] = {"list", 56},
    [FREE_DICT] = {"dict", 64},
    [FREE_KEYS] = {"dict keys", 120},
    [FREE_FLOAT] = {"float", 24},
};

static const char *const tuple_names[FREE_TUPLE_LENGTHS] = {
    "tuple[1]",  "tuple[2]",  "tuple[3]",  "tuple[4]",  "tuple[5]",  "tuple[6]",  "tuple[7]",
    "tuple[8]",  "tuple[9]",  "tuple[10]", "tuple[11]", "tuple[12]", "tuple[13]", "tuple[14]",
    "tuple[15]", "tuple[16]", "tuple[17]", "tuple[18]", "tuple[19]", "tuple[20]",
};

static const char *list_name(unsigned list) {
    return list < FREE_TUPLE ? names[list].name : tuple_names[list - FREE_TUPLE];
}

uint64_t free_list_block(const Heap *heap, unsigned list) {
    if (list < FREE_TUPLE) {
        return names[list].block;
    }
    return heap->profile->tuple_bytes + 8 * (uint64_t)(list - FREE_TUPLE + 1);
}

void free_lists_init(Heap *heap) {
    const Profile *profile = heap->profile;
    uint32_t *limit = heap->free_lists.limit;
    limit[FREE_LIST] = profile->list_free_limit;
    limit[FREE_DICT] = profile->dict_free_limit;
    limit[FREE_KEYS] = profile->keys_free_limit;
    limit[FREE_FLOAT] = profile->float_free_limit;
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
        if (list != FREE_KEYS && list != FREE_FLOAT) {
            gc_released(heap);
        }
        memory_free(heap, block, bytes);
    }
}

// CPython's order: tuples, floats, lists, dicts with their key tables.
void free_lists_empty(Heap *heap) {
    for (unsigned list = FREE_TUPLE; list < FREE_LISTS; list++) {
        empty(heap, list);
    }
    empty(heap, FREE_FLOAT);
    empty(heap, FREE_LIST);
    empty(heap, FREE_DICT);
    empty(heap, FREE_KEYS);
}

Ref free_list_next(const Heap *heap, unsigned list, Ref block) {
    return block == 0 ? heap->free_lists.first[list] : read_link(heap, block);
}

bool heap_next_free_list(const Heap *heap, uint32_t *cursor, HeapFreeListInfo *out_info) {
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

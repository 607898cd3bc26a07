// separator.join(parts) of str and bytes.
#include <stdlib.h>

#include "heap/methods.h"
#include "heap/state.h"
#include "heap/types/bytes.h"
#include "heap/types/items.h"
#include "heap/types/singletons.h"
#include "heap/types/str.h"

enum { MOST_TEXT_BYTES = 1 << 29 };

// ---- str

static HeapStatus refuse_long(Heap *heap) {
    return heap_fail(heap, HEAP_MEMORY_ERROR, "%s", "");
}

// *out_bytes: the most that the joined text has as UTF-8.
static HeapStatus measure_strs(Heap *heap, const Object *separator, const Object *parts,
                               size_t *out_bytes) {
    uint64_t bytes = 0;
    for (size_t i = 0; i < items_count(parts); i++) {
        const Object *part = items_at(heap, parts, i);
        if (part->kind != HEAP_STR) {
            return heap_fail(heap, HEAP_TYPE_ERROR,
                             "sequence item %zu: expected str instance, %s found", i,
                             object_type_name(heap, part));
        }
        bytes += str_utf8_bound(part) + (i == 0 ? 0 : str_utf8_bound(separator));
        if (bytes > MOST_TEXT_BYTES) {
            return refuse_long(heap);
        }
    }
    *out_bytes = (size_t)bytes;
    return HEAP_OK;
}

static size_t write_strs(const Heap *heap, const Object *separator, const Object *parts,
                         char *text) {
    size_t size = 0;
    for (size_t i = 0; i < items_count(parts); i++) {
        if (i > 0) {
            size += str_utf8_copy(heap, separator, text + size);
        }
        size += str_utf8_copy(heap, items_at(heap, parts, i), text + size);
    }
    return size;
}

static HeapStatus join_strs(Heap *heap, Object *separator, Object *parts, Object **out_object) {
    size_t bytes = 0;
    HeapStatus status = measure_strs(heap, separator, parts, &bytes);
    if (status != HEAP_OK) {
        return status;
    }
    if (items_count(parts) == 1) {
        return singleton_give_again(heap, items_at(heap, parts, 0), out_object);
    }
    char *text = malloc(bytes + 1);
    if (text == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "the server has no memory for a text");
    }
    size_t size = write_strs(heap, separator, parts, text);
    heap->work += items_count(parts) + size / 64;
    status = str_new_fresh(heap, text, size, out_object);
    free(text);
    return status;
}

// ---- bytes

static HeapStatus collect_pieces(Heap *heap, const Object *separator, const Object *parts,
                                 BytesPiece *pieces) {
    for (size_t i = 0; i < items_count(parts); i++) {
        const Object *part = items_at(heap, parts, i);
        if (part->kind != HEAP_BYTES) {
            return heap_fail(heap, HEAP_TYPE_ERROR,
                             "sequence item %zu: expected a bytes-like object, %s found", i,
                             object_type_name(heap, part));
        }
        if (i > 0) {
            pieces[2 * i - 1] = bytes_piece(separator);
        }
        pieces[2 * i] = bytes_piece(part);
    }
    return HEAP_OK;
}

static HeapStatus join_pieces(Heap *heap, const Object *parts, const BytesPiece *pieces,
                              Object **out_object) {
    size_t count = items_count(parts), size = 0;
    for (size_t i = 0; i < 2 * count - 1; i++) {
        size += pieces[i].size;
    }
    if (count == 1) {
        return singleton_give_again(heap, items_at(heap, parts, 0), out_object);
    }
    return size == 0 ? heap_new_bytes(heap, "", 0, out_object)
                     : bytes_new_joined(heap, pieces, 2 * count - 1, out_object);
}

static HeapStatus join_bytes(Heap *heap, Object *separator, Object *parts, Object **out_object) {
    size_t count = items_count(parts);
    if (count == 0) {
        return heap_new_bytes(heap, "", 0, out_object);
    }
    BytesPiece *pieces = calloc(2 * count, sizeof *pieces);
    if (pieces == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "the server has no memory to join so many");
    }
    heap->work += count;
    HeapStatus status = collect_pieces(heap, separator, parts, pieces);
    if (status == HEAP_OK) {
        status = join_pieces(heap, parts, pieces, out_object);
    }
    free(pieces);
    return status;
}

// ---- either

static HeapStatus join_sequence(Heap *heap, Object *separator, Object *parts, Object **out_object) {
    return separator->kind == HEAP_STR ? join_strs(heap, separator, parts, out_object)
                                       : join_bytes(heap, separator, parts, out_object);
}

// Anything but a list or tuple becomes a list first.
static HeapStatus join_listed(Heap *heap, Object *separator, Object *source, Object **out_object) {
    Object *list;
    HeapStatus status = list_new_of_iterated(heap, source, &list);
    if (status == HEAP_TYPE_ERROR) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "can only join an iterable");
    }
    if (status == HEAP_OK) {
        status = join_sequence(heap, separator, list, out_object);
        heap_drop(heap, list);
    }
    return status;
}

static HeapStatus join(Heap *heap, Object *separator, Object *parts, Object **out_object) {
    if (separator->kind != HEAP_STR && separator->kind != HEAP_BYTES) {
        return methods_fail(heap, separator, "join");
    }
    return items_are_there(parts) ? join_sequence(heap, separator, parts, out_object)
                                  : join_listed(heap, separator, parts, out_object);
}

HeapStatus heap_join(Heap *heap, Object *separator, Object *parts, Object **out_object) {
    heap_hold(heap, separator);
    heap_hold(heap, parts);
    Object *made = NULL;
    HeapStatus status = join(heap, separator, parts, &made);
    heap_drop(heap, parts);
    heap_drop(heap, separator);
    return object_give(heap, status, made, out_object);
}

#include "heap/types/bytes.h"

#include <string.h>

#include "heap/state.h"
#include "heap/statics.h"
#include "heap/temporary.h"
#include "heap/types/singletons.h"

enum { MAX_BYTES = 512 << 20 };

static const BytesObject *as_bytes(const Object *object) {
    return (const BytesObject *)object;
}

void bytes_set(Object *object, const void *data, size_t size) {
    BytesObject *bytes = (BytesObject *)object;
    bytes->size = size;
    bytes->hash = -1;
    if (data == NULL) {
        memset(bytes->data, 0, size);
    } else {
        memcpy(bytes->data, data, size);
    }
    bytes->data[size] = 0;
}

// Of zeros, and not announced yet.
static HeapStatus make_zeros(Heap *heap, uint64_t size, Object **out_object) {
    if (size > MAX_BYTES) {
        (void)heap_fail(heap, HEAP_MEMORY_ERROR, "%lld bytes are too many for one object",
                        (long long)size);
        return HEAP_MEMORY_ERROR;
    }
    Object *object;
    HeapStatus status = object_new(heap, HEAP_BYTES, BYTES_EMPTY_BYTES + size, FREE_LISTS, &object);
    if (status == HEAP_OK) {
        bytes_set(object, NULL, (size_t)size);
        *out_object = object;
    }
    return status;
}

static unsigned char *data_of(Object *object) {
    return ((BytesObject *)object)->data;
}

static HeapStatus make(Heap *heap, const void *data, size_t size, Object **out_object) {
    Object *object;
    HeapStatus status = make_zeros(heap, size, &object);
    if (status != HEAP_OK) {
        return status;
    }
    if (data != NULL) {
        memcpy(data_of(object), data, size);
    }
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

BytesPiece bytes_piece(const Object *bytes) {
    return (BytesPiece){as_bytes(bytes)->data, as_bytes(bytes)->size};
}

HeapStatus bytes_new_joined(Heap *heap, const BytesPiece *pieces, size_t count,
                            Object **out_object) {
    uint64_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += pieces[i].size;
    }
    Object *object;
    HeapStatus status = make_zeros(heap, size, &object);
    if (status != HEAP_OK) {
        return status;
    }
    unsigned char *end = data_of(object);
    for (size_t i = 0; i < count; i++) {
        memcpy(end, pieces[i].data, pieces[i].size);
        end += pieces[i].size;
    }
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

HeapStatus bytes_new_repeated(Heap *heap, BytesPiece piece, uint64_t times, Object **out_object) {
    Object *object;
    HeapStatus status = make_zeros(heap, piece.size * times, &object);
    if (status != HEAP_OK) {
        return status;
    }
    for (uint64_t i = 0; i < times; i++) {
        memcpy(data_of(object) + i * piece.size, piece.data, piece.size);
    }
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

// bytes(size) is called with a tuple of its arguments.
static HeapStatus call_bytes(Heap *heap, size_t size, Object **out_object) {
    Ref arguments = 0;
    HeapStatus status = temporary_arguments_begin(heap, 1, &arguments);
    if (status == HEAP_OK) {
        status = size == 0 ? singleton_hand_out(heap, static_empty_bytes(heap), out_object)
                           : make(heap, NULL, size, out_object);
    }
    temporary_arguments_end(heap, arguments, 1);
    return status;
}

HeapStatus heap_new_bytes(Heap *heap, const void *data, size_t size, Object **out_object) {
    if (heap->scratch_end == 0 && data == NULL) {
        return call_bytes(heap, size, out_object);  // bytes(1) is a new object each time.
    }
    if (heap->scratch_end == 0 && size == 0) {
        return singleton_hand_out(heap, static_empty_bytes(heap), out_object);
    }
    if (heap->scratch_end == 0 && size == 1) {
        unsigned byte = *(const unsigned char *)data;
        return singleton_hand_out(heap, static_byte(heap, byte), out_object);
    }
    return make(heap, data, size, out_object);
}

size_t bytes_length(const Object *bytes) {
    return as_bytes(bytes)->size;
}

const unsigned char *bytes_data(const Object *bytes) {
    return as_bytes(bytes)->data;
}

bool bytes_equal(const Object *a, const Object *b) {
    return as_bytes(a)->size == as_bytes(b)->size &&
           memcmp(as_bytes(a)->data, as_bytes(b)->data, as_bytes(a)->size) == 0;
}

static uint64_t size_of(const Heap *heap, const Object *object) {
    (void)heap;
    return BYTES_EMPTY_BYTES + as_bytes(object)->size;
}

static void free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, size_of(heap, object), FREE_LISTS);
}

const Type bytes_type = {
    .name = "bytes",
    .size = size_of,
    .block_size = size_of,
    .free_memory = free_memory,
};

// Telling the observer. Private to heap/. With no observer nothing is built and nothing is paid but
// a test of one word.
#pragma once

#include "heap/state.h"

static inline bool event_wanted(const Heap *heap, HeapEventKind kind) {
    return __builtin_expect((heap->observer.wanted & (uint64_t)1 << kind) != 0, 0);
}
// Whether any of them is.
static inline bool events_wanted(const Heap *heap) {
    return __builtin_expect(heap->observer.wanted != 0, 0);
}
// Building an event costs more than asking: on hot paths ask event_wanted() first.
void event_send(Heap *heap, const HeapEvent *event);

// Of the helpers below, those about objects count a mutation, whether or not anybody wants the
// event.

void event_pool(Heap *heap, HeapEventKind kind, Ref pool);
void event_arena(Heap *heap, HeapEventKind kind, uint32_t arena);
void event_block(Heap *heap, HeapEventKind kind, Object *owner, HeapBlock block);
// The slot at position `at` of the owner's slots changes from one object to another; NULL: it is
// inserted or removed.
void event_send_slot(Heap *heap, const HeapHolder *slot, uint64_t at, Object *from, Object *to);
// A copy for an observer, member by member: so the compiler keeps the members of the original apart,
// and builds neither where nobody asks.
static inline HeapHolder event_holder(HeapHolder holder) {
    return (HeapHolder){.kind = holder.kind,
                        .owner = holder.owner,
                        .frame = holder.frame,
                        .index = holder.index,
                        .key = holder.key,
                        .label = holder.label,
                        .object = holder.object};
}
static inline void event_slot(Heap *heap, HeapHolder slot, uint64_t at, Object *from, Object *to) {
    heap->mutations++;
    if (event_wanted(heap, HEAP_EVENT_SLOT)) {
        HeapHolder told = event_holder(slot);
        event_send_slot(heap, &told, at, from, to);
    }
}
void event_shift(Heap *heap, Object *object, uint64_t at, int64_t by);
void event_object(Heap *heap, HeapEventKind kind, Object *object, int64_t from, int64_t to);
void event_setting(Heap *heap, const char *setting, int64_t from, int64_t to);

// A story in which every operation of heap.h that can lack room is used at least once: a list of
// steps, each of which binds what it makes. It succeeds in a heap without limits.
#pragma once

#include "heap/heap.h"

enum { STORY_STEPS = 43 };

MUST_USE HeapStatus story_step(Heap *heap, int step);
// From step `first` on: returns the step that failed, with its status, or `last`.
int story_tell(Heap *heap, int first, int last, HeapStatus *out_status);

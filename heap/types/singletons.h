// None, True and False, and how all preallocated objects are given out. Private to heap/.
#pragma once

#include "heap/object.h"

// A new hold on a static object; the observer hears of the hit.
HeapStatus singleton_hand_out(Heap *heap, Object *object, Object **out_object);
// A new hold on an object that is there already, preallocated or not.
HeapStatus singleton_give_again(Heap *heap, Object *object, Object **out_object);

// class: a name, a base, a dict of attributes, and the key table its instances share. Private to
// heap/.
#pragma once

#include "heap/types/dict_keys.h"

// Fills the static class `object` in the place that statics.c gives it.
void class_init_object(Heap *heap, Object *object);

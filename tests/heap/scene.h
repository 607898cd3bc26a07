// A world (world.h) that is checked at every step and can write down what it tells.
#pragma once

#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { SCENE_LOG_SIZE = 8192 };

// Heap with an index, and what it told of the wanted events: "dealloc P, block_free values 264, ".
typedef struct {
    Heap *heap;
    char log[SCENE_LOG_SIZE];
} Scene;

void scene_begin(Scene *scene);
void scene_begin_as(Scene *scene, const char *profile);
void scene_end(Scene *scene);
// Every invariant holds.
void scene_check(const Scene *scene);

// Binds a name of the module; the hold is dropped, the result is borrowed.
Object *scene_bind(Scene *scene, const char *name, Object *hold);
void scene_unbind(Scene *scene, const char *name);
Object *scene_object(const Scene *scene, const char *name);

// `class name: pass`, name = cls(), name = [], name = value. Each is checked; borrowed.
Object *scene_class(Scene *scene, const char *name);
// A class statement without a body but its __slots__; bound to its name, borrowed.
Object *scene_make_class(Scene *scene, const HeapClassSpec *spec);
// `class name(base): pass`.
Object *scene_subclass(Scene *scene, const char *name, Object *base);
// The text that Python refuses the statement with; "" if it does not.
const char *scene_refused_class(Scene *scene, const HeapClassSpec *spec);
Object *scene_instance(Scene *scene, const char *name, Object *cls);
Object *scene_list(Scene *scene, const char *name);
Object *scene_int(Scene *scene, const char *name, int64_t value);

// object.name = value, del object.name; must succeed.
void scene_set(Scene *scene, Object *object, const char *name, Object *value);
void scene_delete(Scene *scene, Object *object, const char *name);
// object.name, or NULL.
Object *scene_get(Scene *scene, Object *object, const char *name);

// name = object.__dict__; must succeed.
Object *scene_load_dict(Scene *scene, const char *name, Object *object);
// Two instances of a class P that hold each other, and whose dicts were asked for: nobody else does.
void scene_leave_cycle_with_dicts(Scene *scene);

// gc.collect(), gc.get_count()[0], the length of a free list.
int64_t scene_collect(Scene *scene, int generation);
int64_t scene_count(const Scene *scene);
int64_t scene_parked(const Scene *scene, const char *list);
HeapObjectInfo scene_info(const Scene *scene, const Object *object);

// Writes from now on each of these events to the log, which is emptied; 0 ends it.
void scene_log(Scene *scene, uint64_t wanted);

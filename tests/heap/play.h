// A scene (scene.h) in which finalizers and callbacks run: what each does is a C function here.
#pragma once

#include "tests/heap/scene.h"

enum { PLAY_LOG_SIZE = 2048, PLAY_MAX_BODIES = 16 };

typedef struct Play Play;
// What a function of the program does with its argument, whose frame runs.
typedef HeapStatus (*PlayBody)(Play *play, Object *argument);

struct Play {
    Scene scene;
    Heap *heap;               // scene.heap
    char ran[PLAY_LOG_SIZE];  // The names of the functions that ran, "a b c ".
    struct {
        const char *name;
        PlayBody body;
    } bodies[PLAY_MAX_BODIES];
    size_t body_count;
    Object *kept[4];  // For bodies to find.
};

void play_begin(Play *play);
void play_begin_as(Play *play, const char *profile);
void play_end(Play *play);

// `def name(x): ...` in the module; `body` may be NULL. Borrowed.
Object *play_function(Play *play, const char *name, PlayBody body);
// `class name:` with a `def __del__(self): ...` called `finalizer`. Borrowed.
Object *play_class(Play *play, const char *name, const char *finalizer, PlayBody body);
// name = weakref.ref(target, callback), `callback` may be NULL. Borrowed.
Object *play_weakref(Play *play, const char *name, Object *target, Object *callback);

// Random programs over everything a heap can do, and finalizers and callbacks that do random things
// too. Each is a seed: the same seed is the same program, on every machine and in a clone.
#pragma once

#include "heap/heap.h"

enum { PROGRAM_NAMES = 8 };

typedef struct {
    Heap *heap;
    uint64_t random;
    uint32_t floor;  // Frames below this one are not left.
    int running;     // Finalizers and callbacks that run now.
} Program;

// A heap of the profile $SANDHEAP_PROFILE, some classes with finalizers, and a value for each name.
// The program must stay where it is: the heap's runner knows it.
void program_begin(Program *program, uint64_t seed);
// Another program that is where this one is, on a clone of its heap.
void program_clone(const Program *program, Program *clone);
void program_end(Program *program);
// Lets go of all that the program has, until nothing is left to collect.
void program_let_go(Program *program);

// Does something, within a budget that may end in its midst.
HeapStatus program_step(Program *program);

// ---- for the parts of it

// The next random number below `below`.
uint32_t program_random(Program *program, uint32_t below);
const char *program_name(uint32_t index);
// A hold on what a name or something in it is; None when it is not bound.
Object *program_pick(Program *program);
// One step of a program, or of a body that runs, with what it is about.
HeapStatus program_act(Program *program, Object *x, Object *y);
// A new value, made of others.
HeapStatus program_value(Program *program, Object *x, Object *y, Object **out_object);

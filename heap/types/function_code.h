// What CPython keeps in a code object, which is no object here: the names that a function knows,
// the text of its body, the constants in it. In the store. Private to heap/.
#pragma once

#include "heap/object.h"

typedef enum {
    CODE_NAME,
    CODE_QUALNAME,
    CODE_PARAMS,
    CODE_CELLS,   // Sorted, as in CPython; some may be params.
    CODE_FREE,    // Sorted: in the order of the closure.
    CODE_LOCALS,  // In the order of first appearance.
    CODE_GROUPS
} CodeGroup;

typedef struct {
    uint64_t bytes;  // Of all.
    uint64_t text_size;
    uint32_t counts[CODE_GROUPS];
    uint32_t offsets[CODE_GROUPS + 1];  // Of each group's first name; the body's text stands last.
    uint32_t constant_count;
    bool has_text;
    Slot constants[];  // Then the names, each with its NUL.
} Code;

// A name that is captured, and by which cell.
typedef struct {
    const char *name;
    Object *cell;
} CodeCapture;

// After: the code is as the spec says, but for the constants, which are not there yet. `free` are
// the spec's free names, sorted; *out_code is the caller's.
MUST_USE HeapStatus code_new(Heap *heap, const HeapFunctionSpec *spec, const CodeCapture *cells,
                             const CodeCapture *free, Ref *out_code);
void code_free(Heap *heap, Ref code);

// By name.
void code_sort(CodeCapture *captures, size_t count);

// The first name of a group: counts[group] of them stand there one after the other.
const char *code_names(const Code *code, CodeGroup group);
const char *code_next_name(const char *name);
const char *code_text(const Code *code);

// Of a function, while it lives.
Code *function_code(const Heap *heap, const Object *function);
// The cell of its free name at `index`, borrowed; NULL once the collector has cleared the function.
Object *function_free_cell(const Heap *heap, const Object *function, size_t index);

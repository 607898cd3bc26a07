#include "heap/types/function_code.h"

#include <stdlib.h>
#include <string.h>

#include "heap/memory/store.h"

// ---- sorting

static int compare_names(const void *a, const void *b) {
    return strcmp(((const CodeCapture *)a)->name, ((const CodeCapture *)b)->name);
}

void code_sort(CodeCapture *captures, size_t count) {
    if (count > 0) {
        qsort(captures, count, sizeof *captures, compare_names);
    }
}

// ---- what a code is made from

// All its names, whatever the group: those of sorted groups are captures.
typedef struct {
    const char *const *names;
    const CodeCapture *captures;
    size_t count;
} Group;

static const char *name_at(const Group *group, size_t index) {
    return group->captures != NULL ? group->captures[index].name : group->names[index];
}

static uint64_t bytes_of(const Group *group) {
    uint64_t bytes = 0;
    for (size_t i = 0; i < group->count; i++) {
        bytes += strlen(name_at(group, i)) + 1;
    }
    return bytes;
}

static uint64_t text_size(const HeapFunctionSpec *spec) {
    return spec->code == NULL ? 0 : spec->code_size;
}

// Returns the end of what was written.
static char *write_names(char *end, const Group *group) {
    for (size_t i = 0; i < group->count; i++) {
        size_t size = strlen(name_at(group, i)) + 1;
        memcpy(end, name_at(group, i), size);
        end += size;
    }
    return end;
}

static void write_code(Code *code, const HeapFunctionSpec *spec, const Group groups[CODE_GROUPS]) {
    char *end = (char *)&code->constants[spec->constant_count];
    for (int i = 0; i < CODE_GROUPS; i++) {
        code->counts[i] = (uint32_t)groups[i].count;
        code->offsets[i] = (uint32_t)(end - (char *)code);
        end = write_names(end, &groups[i]);
    }
    code->offsets[CODE_GROUPS] = (uint32_t)(end - (char *)code);
    if (spec->code != NULL) {
        memcpy(end, spec->code, spec->code_size);
    }
}

HeapStatus code_new(Heap *heap, const HeapFunctionSpec *spec, const CodeCapture *cells,
                    const CodeCapture *free, Ref *out_code) {
    const char *qualname = spec->qualname != NULL ? spec->qualname : spec->name;
    const Group groups[CODE_GROUPS] = {
        [CODE_NAME] = {&spec->name, NULL, 1},
        [CODE_QUALNAME] = {&qualname, NULL, 1},
        [CODE_PARAMS] = {spec->params, NULL, spec->param_count},
        [CODE_CELLS] = {NULL, cells, spec->cell_name_count},
        [CODE_FREE] = {NULL, free, spec->free_name_count},
        [CODE_LOCALS] = {spec->local_names, NULL, spec->local_name_count},
    };
    uint64_t bytes = sizeof(Code) + spec->constant_count * sizeof(Slot) + text_size(spec);
    for (int i = 0; i < CODE_GROUPS; i++) {
        bytes += bytes_of(&groups[i]);
    }
    Ref block = store_allocate(heap, bytes);
    if (block == 0) {
        return store_refuse(heap, "the text of a function");
    }
    Code *code = range_at(heap, block);
    *code = (Code){.bytes = bytes,
                   .text_size = text_size(spec),
                   .constant_count = (uint32_t)spec->constant_count,
                   .has_text = spec->code != NULL};
    write_code(code, spec, groups);
    *out_code = block;
    return HEAP_OK;
}

void code_free(Heap *heap, Ref code) {
    const Code *at = range_at(heap, code);
    store_free(heap, code, at->bytes);
}

// ---- reading

const char *code_names(const Code *code, CodeGroup group) {
    return (const char *)code + code->offsets[group];
}

const char *code_next_name(const char *name) {
    return name + strlen(name) + 1;
}

const char *code_text(const Code *code) {
    return code->has_text ? (const char *)code + code->offsets[CODE_GROUPS] : NULL;
}

// Objects, one or all.
#include "api/views/views.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- one object

static ApiCode refuse_freed(Problem *problem, uint32_t id, uint64_t operation,
                            HeapDeathCause cause) {
    problem_number(problem, "id", id);
    problem_number(problem, "operation", (int64_t)operation);
    problem_argument(problem, "cause", heap_death_cause_name(cause));
    static const char *const words[] = {
        [HEAP_DEATH_REFCOUNT] = "its last holder let go of it",
        [HEAP_DEATH_DROPPED] = "nothing ever held it",
        [HEAP_DEATH_COLLECTED] = "the collector found it unreachable",
    };
    return problem_set(problem, API_OBJECT_FREED, NULL, "Object %u went with operation %llu: %s.",
                       (unsigned)id, (unsigned long long)operation, words[cause]);
}

// The path's object is not alive: why not.
static ApiCode refuse_object(const Heap *heap, uint32_t id, Problem *problem) {
    uint64_t operation = 0;
    HeapDeathCause cause = HEAP_DEATH_REFCOUNT;
    switch (heap_fate(heap, id, &operation, &cause)) {
    case HEAP_FREED: return refuse_freed(problem, id, operation, cause);
    case HEAP_FREED_LONG_AGO:
        problem_number(problem, "id", id);
        return problem_set(problem, API_OBJECT_FREED, NULL,
                           "Object %u was freed long ago: only the last deaths are remembered.",
                           (unsigned)id);
    case HEAP_ALIVE:
    case HEAP_NEVER: break;
    }
    return problem_set(problem, API_NO_SUCH_OBJECT, NULL, "There never was an object %u.",
                       (unsigned)id);
}

Object *view_find_object(View *view) {
    uint64_t id = 0;
    const char *text = view->input->path[0];
    if (*text == '0' || !query_read_number(text, &id) || id > UINT32_MAX) {
        problem_argument(view->problem, "id", text);
        (void)problem_set(view->problem, API_NO_SUCH_OBJECT, NULL,
                          "'%s' is not the id of an object.", problem_quote(text).text);
        return NULL;
    }
    Object *object = heap_find(view->session->heap, (uint32_t)id);
    if (object == NULL) {
        (void)refuse_object(view->session->heap, (uint32_t)id, view->problem);
    }
    return object;
}

// The objects whole, with what only a walk of the heap can tell. After: *count have been written.
static ApiCode write_objects(View *view, const uint32_t *ids, size_t *count) {
    Heap *heap = view->session->heap;
    Referrers referrers = {0};
    ApiCode code = problem_heap(view->problem, heap, heap_mark_reachable(heap));
    if (code == API_OK && !referrers_find(&referrers, heap, ids, *count)) {
        code = problem_no_memory(view->problem);
    }
    size_t written = 0;
    for (; code == API_OK && written < *count && !json_is_enough(view->writer); written++) {
        object_write(view->writer, heap, heap_find(heap, ids[written]),
                     (ObjectExtras){.reachable = true, .referrers = &referrers});
    }
    *count = written;
    referrers_discard(&referrers);
    return code;
}

ApiCode view_object(View *view) {
    Object *object = view_find_object(view);
    if (object == NULL) {
        return view->problem->code;
    }
    uint32_t id = heap_object_id(object);
    size_t count = 1;
    return write_objects(view, &id, &count);
}

// ---------------------------------------------------------------- all objects

typedef struct {
    const char *type, *text;  // NULL: any.
    uint64_t generation;      // HEAP_GENERATIONS: any.
    uint64_t min_size;
    bool by_tracked, tracked;
    bool by_reachable, reachable;
} Filter;

static Filter read_filter(const ApiInput *input) {
    Filter filter = {
        .type = query_text(input, &parameter_type),
        .text = query_text(input, &parameter_text),
        .generation = query_number(input, &parameter_generation),
        .min_size = query_number(input, &parameter_min_size),
    };
    filter.by_tracked = query_bool(input, &parameter_tracked, &filter.tracked);
    filter.by_reachable = query_bool(input, &parameter_reachable, &filter.reachable);
    return filter;
}

bool view_repr_contains(const Heap *heap, const Object *object, const char *text) {
    char repr[OBJECT_REPR_BYTES + 1];
    bool cut = false;
    heap_repr(heap, object, repr, sizeof repr, &cut);
    return strstr(repr, text) != NULL;
}

static bool matches(const Heap *heap, const Object *object, const Filter *filter) {
    HeapObjectInfo info = heap_object_info(heap, object);
    bool generation = filter->generation == HEAP_GENERATIONS ||
                      (info.tracked && info.generation == (int)filter->generation);
    return generation && info.size >= filter->min_size &&
           (!filter->by_tracked || info.tracked == filter->tracked) &&
           (!filter->by_reachable || heap_is_reachable(object) == filter->reachable) &&
           (filter->type == NULL || strcmp(info.type, filter->type) == 0) &&
           (filter->text == NULL || view_repr_contains(heap, object, filter->text));
}

// What a listing shows: the ids behind the cursor, at most as many as asked for.
typedef struct {
    uint32_t *ids;
    size_t count;
    uint64_t total;
    bool more;
} Found;

static void find_matches(const Heap *heap, const Filter *filter, const Page *page, Found *found) {
    Object *object = NULL;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        if (!matches(heap, object, filter)) {
            continue;
        }
        found->total++;
        if (id > page->after && found->count < page->limit) {
            found->ids[found->count++] = id;
        } else {
            found->more = found->more || id > page->after;
        }
    }
}

static ApiCode write_matches(View *view, const Filter *filter, const Page *page) {
    Heap *heap = view->session->heap;
    ApiCode code = problem_heap(view->problem, heap, heap_mark_reachable(heap));
    if (code != API_OK) {
        return code;
    }
    Found found = {.ids = calloc(page->limit, sizeof *found.ids)};
    if (found.ids == NULL) {
        return problem_no_memory(view->problem);
    }
    find_matches(heap, filter, page, &found);
    view_begin_list(view->writer);
    size_t written = found.count;
    code = write_objects(view, found.ids, &written);
    bool more = written > 0 && (found.more || written < found.count);
    view_end_list(view->writer, more ? found.ids[written - 1] : 0, found.total);
    free(found.ids);
    return code;
}

ApiCode view_objects(View *view) {
    Page page = query_page(view->input, &parameter_limit);
    Filter filter = read_filter(view->input);
    return write_matches(view, &filter, &page);
}

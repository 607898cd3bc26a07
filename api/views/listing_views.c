// Names, frames, interned strings, ints that are kept ready, operations: page by page.
//
// The cursor of these is a position: how many items that pass the filters stand before the page. So
// one that was made up, or is of another session, leads nowhere but to an item or past the end. A
// page costs a walk over what is listed, without a look at what is not on it, and what it shows.
#include "api/text/json_part.h"
#include "api/views/views.h"

#include <string.h>

// ---------------------------------------------------------------- pages

// Items are offered one after the other; those that are on the page are written.
typedef struct {
    JsonWriter *writer;
    Page page;
    uint64_t position;  // Of the item offered last, counted from 1; in the end the total.
} Listing;

static Listing listing_begin(View *view, const Parameter *limit) {
    view_begin_list(view->writer);
    return (Listing){.writer = view->writer, .page = query_page(view->input, limit)};
}

static bool listing_takes(Listing *listing) {
    listing->position++;
    return view_is_on_page(listing->writer, &listing->page, listing->position);
}

static ApiCode listing_end(Listing *listing) {
    uint64_t next = listing->page.after + listing->page.limit;
    view_end_list(listing->writer, next < listing->position ? next : 0, listing->position);
    return API_OK;
}

static bool has_text(const char *text, const char *part) {
    return part == NULL || strstr(text, part) != NULL;
}

// ---------------------------------------------------------------- names and frames

typedef struct {
    const char *text, *type;  // NULL: any.
    uint64_t frame;           // Above all numbers: any.
} NameFilter;

static NameFilter read_name_filter(const ApiInput *input) {
    return (NameFilter){
        .text = query_text(input, &parameter_name_text),
        .type = query_text(input, &parameter_name_type),
        .frame = query_number(input, &parameter_frame),
    };
}

static bool name_matches(const Heap *heap, const HeapName *name, const NameFilter *filter) {
    return has_text(name->name, filter->text) &&
           (filter->type == NULL ||
            strcmp(heap_object_info(heap, name->object).type, filter->type) == 0);
}

static void write_name(JsonWriter *writer, const Heap *heap, const HeapName *name) {
    json_begin_object(writer);
    json_member_string(writer, "name", name->name);
    json_key(writer, "holder");
    holder_write_name(writer, heap, name->frame, name->name);
    json_key(writer, "object");
    object_write(writer, heap, name->object, (ObjectExtras){.name = name});
    json_end_object(writer);
}

static void list_names_of(Listing *listing, const Heap *heap, uint32_t frame,
                          const NameFilter *filter) {
    HeapName name;
    for (uint32_t cursor = 0; heap_next_name(heap, frame, &cursor, &name);) {
        if (name_matches(heap, &name, filter) && listing_takes(listing)) {
            write_name(listing->writer, heap, &name);
        }
    }
}

ApiCode view_names(View *view) {
    const Heap *heap = view->session->heap;
    NameFilter filter = read_name_filter(view->input);
    Listing listing = listing_begin(view, &parameter_limit);
    HeapFrameInfo frame;
    for (size_t i = 0; heap_frame(heap, i, &frame); i++) {
        if (filter.frame > UINT32_MAX || filter.frame == frame.number) {
            list_names_of(&listing, heap, frame.number, &filter);
        }
    }
    return listing_end(&listing);
}

static void write_frame(JsonWriter *writer, const HeapFrameInfo *frame) {
    json_begin_object(writer);
    json_member_uint(writer, "frame", frame->number);
    json_member_string(writer, "label", frame->label);
    json_member_id(writer, "function",
                   frame->function != NULL ? heap_object_id(frame->function) : 0);
    json_member_uint(writer, "names", frame->name_count);
    json_end_object(writer);
}

ApiCode view_frames(View *view) {
    uint64_t function = query_number(view->input, &parameter_function);
    Listing listing = listing_begin(view, &parameter_whole_limit);
    HeapFrameInfo frame;
    for (size_t i = 0; heap_frame(view->session->heap, i, &frame); i++) {
        bool matches =
            function == 0 || (frame.function != NULL && heap_object_id(frame.function) == function);
        if (matches && listing_takes(&listing)) {
            write_frame(view->writer, &frame);
        }
    }
    return listing_end(&listing);
}

// ---------------------------------------------------------------- interned strings, small ints

ApiCode view_interned(View *view) {
    const Heap *heap = view->session->heap;
    const char *text = query_text(view->input, &parameter_text);
    Listing listing = listing_begin(view, &parameter_limit);
    Object *object = NULL;
    for (uint32_t cursor = 0; heap_next_interned(heap, &cursor, &object);) {
        bool matches = text == NULL || view_repr_contains(heap, object, text);
        if (matches && listing_takes(&listing)) {
            object_write(view->writer, heap, object, (ObjectExtras){0});
        }
    }
    return listing_end(&listing);
}

static void write_small_int(JsonWriter *writer, int value, const HeapObjectInfo *info) {
    json_begin_object(writer);
    json_member_int(writer, "value", value);
    json_member_id(writer, "object", info->id);
    json_member_address(writer, "address", info->address);
    json_member_uint(writer, "references", info->references);
    json_member_uint(writer, "refcount", info->refcount);
    json_member_uint(writer, "getrefcount", info->getrefcount);
    json_end_object(writer);
}

// One is used while something holds it besides the cache that keeps it ready.
ApiCode view_small_ints(View *view) {
    Heap *heap = view->session->heap;
    const HeapProfileInfo *profile = heap_profile_info(heap);
    bool used = false, by_used = query_bool(view->input, &parameter_used, &used);
    Listing listing = listing_begin(view, &parameter_whole_limit);
    for (int value = profile->small_int_min; value <= profile->small_int_max; value++) {
        HeapObjectInfo info = heap_object_info(heap, heap_small_int(heap, value));
        bool matches = !by_used || (info.references > 1) == used;
        if (matches && listing_takes(&listing)) {
            write_small_int(view->writer, value, &info);
        }
    }
    return listing_end(&listing);
}

// ---------------------------------------------------------------- history

static void write_entry(JsonWriter *writer, const LogEntry *entry, uint64_t seq) {
    json_begin_object(writer);
    json_member_uint(writer, "seq", seq);
    json_key(writer, "op");
    json_raw(writer, entry->operation, entry->operation_size);
    if (entry->python != NULL) {
        json_member_string(writer, "python", entry->python);
    } else {
        json_member_null(writer, "python");
    }
    json_end_object(writer);
}

// Without filters the page is found at once, however long the history is.
static ApiCode list_log(View *view, const Log *log) {
    Page page = query_page(view->input, &parameter_limit);
    size_t at = page.after;
    view_begin_list(view->writer);
    for (; at < log->count && view_is_on_page(view->writer, &page, at + 1); at++) {
        write_entry(view->writer, &log->entries[at], at + 1);
    }
    view_end_list(view->writer, at < log->count ? at : 0, log->count);
    return API_OK;
}

static bool entry_matches(const LogEntry *entry, const char *name, const char *text) {
    JsonPart operation = {entry->operation, entry->operation_size};
    JsonPart op = name != NULL ? json_part_member(operation, "op") : (JsonPart){0};
    bool has_name = name == NULL ||
                    (op.size == strlen(name) + 2 && memcmp(op.text + 1, name, op.size - 2) == 0);
    return has_name && has_text(entry->python != NULL ? entry->python : entry->operation, text);
}

ApiCode view_history(View *view) {
    const Log *log = &view->session->log;
    const char *name = query_text(view->input, &parameter_operation);
    const char *text = query_text(view->input, &parameter_python_text);
    if (name == NULL && text == NULL) {
        return list_log(view, log);
    }
    Listing listing = listing_begin(view, &parameter_limit);
    for (size_t i = 0; i < log->count; i++) {
        if (entry_matches(&log->entries[i], name, text) && listing_takes(&listing)) {
            write_entry(view->writer, &log->entries[i], i + 1);
        }
    }
    return listing_end(&listing);
}

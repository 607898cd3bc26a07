#include "api/replies/replies.h"

#include "api/views/views.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- what is wanted

ApiCode wanted_read(const ApiInput *input, ApiCall call, Wanted *out_wanted, Problem *problem) {
    ApiCode code = query_check(input, call_parameters(call), problem);
    if (code == API_OK) {
        unsigned include = query_words(input, &parameter_include);
        *out_wanted = (Wanted){.events = query_word(input, &parameter_events) == EVENTS_ALL,
                               .reachable = (include & 1u << INCLUDE_REACHABLE) != 0,
                               .referrers = (include & 1u << INCLUDE_REFERRERS) != 0};
    }
    return code;
}

// ---------------------------------------------------------------- parts

static void write_python(JsonWriter *writer, const char *python) {
    json_key(writer, "python");
    if (python != NULL) {
        json_string(writer, python);
    } else {
        json_null(writer);
    }
}

static void write_result(JsonWriter *writer, const Result *result) {
    json_key(writer, "result");
    if (result->kind == RESULT_NONE || (result->kind == RESULT_OBJECT && result->number == 0)) {
        json_null(writer);
        return;
    }
    json_begin_object(writer);
    if (result->kind == RESULT_OBJECT) {
        json_member_uint(writer, "object", result->number);
    } else if (result->kind == RESULT_FRAME) {
        json_member_uint(writer, "frame", result->number);
    } else {
        collection_write_members(writer, &result->collection);
    }
    json_end_object(writer);
}

static void write_raw_array(JsonWriter *writer, const char *key, const JsonWriter *content) {
    json_key(writer, key);
    json_begin_array(writer);
    json_raw(writer, content->buffer.text, content->buffer.size);
    json_end_array(writer);
}

static void write_freed(JsonWriter *writer, const Recorder *recorder) {
    write_raw_array(writer, "freed", &recorder->freed);
    if (recorder->freed_left_out > 0) {
        json_member_uint(writer, "freed_left_out", recorder->freed_left_out);
    }
}

static void write_events(JsonWriter *writer, const Recorder *recorder) {
    bool complete = recorder->events_left_out == 0;
    write_raw_array(writer, "events", &recorder->events);
    json_member_bool(writer, "complete", complete);
    if (!complete) {
        json_member_uint(writer, "events_left_out", recorder->events_left_out);
    }
}

// ---------------------------------------------------------------- objects

// The touched objects that are still listed.
typedef struct {
    uint32_t *ids;  // Rising; owned.
    size_t count;   // At most CHANGE_MAX_OBJECTS.
    size_t left_out;
} Touched;

static bool find_touched(const Heap *heap, const Recorder *recorder, Touched *touched) {
    touched->ids = id_set_sorted(&recorder->touched);
    for (size_t i = 0; touched->ids != NULL && i < recorder->touched.count; i++) {
        if (heap_find(heap, touched->ids[i]) == NULL) {
            continue;
        }
        if (touched->count < CHANGE_MAX_OBJECTS) {
            touched->ids[touched->count++] = touched->ids[i];
        } else {
            touched->left_out++;
        }
    }
    return touched->ids != NULL;
}

static void write_touched(JsonWriter *writer, const Heap *heap, const Touched *touched,
                          ObjectExtras extras) {
    json_key(writer, "objects");
    json_begin_array(writer);
    size_t written = 0;
    for (; written < touched->count && !json_is_enough(writer); written++) {
        object_write(writer, heap, heap_find(heap, touched->ids[written]), extras);
    }
    json_end_array(writer);
    size_t left_out = touched->left_out + touched->count - written;
    if (left_out > 0) {
        json_member_uint(writer, "objects_left_out", left_out);
    }
}

static ApiCode write_objects(JsonWriter *writer, Heap *heap, const Change *change,
                             Problem *problem) {
    Touched touched = {0};
    Referrers referrers = {0};
    ObjectExtras extras = {.reachable = change->wanted.reachable,
                           .referrers = change->wanted.referrers ? &referrers : NULL};
    ApiCode code = API_OK;
    if (extras.reachable) {
        code = problem_heap(problem, heap, heap_mark_reachable(heap));
    }
    bool found =
        find_touched(heap, change->recorder, &touched) &&
        (extras.referrers == NULL || referrers_find(&referrers, heap, touched.ids, touched.count));
    if (code == API_OK) {
        code = found ? API_OK : problem_no_memory(problem);
    }
    if (code == API_OK) {
        write_touched(writer, heap, &touched, extras);
    }
    referrers_discard(&referrers);
    free(touched.ids);
    return code;
}

// For all of an ordinary answer at once.
static void make_room(JsonWriter *writer, const Recorder *recorder) {
    enum { AROUND_EVENTS = 1500 };
    (void)text_room(&writer->buffer,
                    recorder->events.buffer.size + recorder->freed.buffer.size + AROUND_EVENTS);
}

ApiCode change_write(JsonWriter *writer, Heap *heap, const Change *change, Problem *problem) {
    make_room(writer, change->recorder);
    json_begin_object(writer);
    json_member_uint(writer, "seq", change->seq);
    write_python(writer, change->python);
    write_result(writer, &change->result);
    write_freed(writer, change->recorder);
    write_events(writer, change->recorder);
    ApiCode code = write_objects(writer, heap, change, problem);
    json_key(writer, "heap");
    view_write_heap(writer, heap);
    json_end_object(writer);
    return code;
}

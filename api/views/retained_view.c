// What would go with an object.
#include "api/views/retained.h"
#include "api/views/views.h"

static void write_retained(JsonWriter *writer, const ObjectMap *map, const Retained *retained) {
    json_begin_object(writer);
    json_member_uint(writer, "count", retained->count);
    json_member_uint(writer, "bytes", retained->bytes);
    json_member_uint(writer, "in_blocks", retained->in_blocks);
    json_member_uint(writer, "by_count", retained->counted);
    json_member_uint(writer, "by_collector", retained->count - retained->counted);
    json_key(writer, "ids");
    json_begin_array(writer);
    for (uint32_t i = 0; i < retained->count && i < VIEW_MAX_RETAINED; i++) {
        json_uint(writer, heap_object_id(map->objects[retained->positions[i]]));
    }
    json_end_array(writer);
    if (retained->count > VIEW_MAX_RETAINED) {
        json_member_uint(writer, "ids_left_out", retained->count - VIEW_MAX_RETAINED);
    }
    json_end_object(writer);
}

ApiCode view_retained(View *view) {
    const Heap *heap = view->session->heap;
    const Object *object = view_find_object(view);
    if (object == NULL) {
        return view->problem->code;
    }
    ObjectMap map;
    Retained retained = {0};
    bool done = object_map_make(&map, heap) && retained_find(&retained, heap, &map, object);
    if (done) {
        write_retained(view->writer, &map, &retained);
    }
    object_map_discard(&map);
    retained_discard(&retained);
    return done ? API_OK : problem_no_memory(view->problem);
}

#include "tests/heap/scene.h"

// What is written of an event besides its kind.
static void describe(Heap *heap, const HeapEvent *event, char *text, size_t size) {
    switch (event->kind) {
    case HEAP_EVENT_BLOCK_ALLOC:
    case HEAP_EVENT_BLOCK_FREE:
        snprintf(text, size, "%s %lld", event->block.use, (long long)event->block.bytes);
        break;
    case HEAP_EVENT_FREE_LIST_PUT:
    case HEAP_EVENT_FREE_LIST_TAKE: snprintf(text, size, "%s", event->label); break;
    case HEAP_EVENT_BIND: snprintf(text, size, "%s", event->holder.label); break;
    default: snprintf(text, size, "%s", heap_object_info(heap, event->object).type);
    }
}

static void note(void *context, Heap *heap, const HeapEvent *event) {
    Scene *scene = context;
    char text[100];
    describe(heap, event, text, sizeof text);
    size_t used = strlen(scene->log);
    snprintf(scene->log + used, sizeof scene->log - used, "%s %s, ", heap_event_name(event->kind),
             text);
}

void scene_begin(Scene *scene) {
    scene_begin_as(scene, getenv("SANDHEAP_PROFILE"));
}

void scene_begin_as(Scene *scene, const char *profile) {
    scene->heap = world_create_as(profile);
    heap_gc_enable(scene->heap, false);
    scene->log[0] = '\0';
}

void scene_end(Scene *scene) {
    world_destroy(scene->heap);
}

void scene_check(const Scene *scene) {
    world_check(scene->heap);
}

Object *scene_bind(Scene *scene, const char *name, Object *hold) {
    Object *object = bind_name(scene->heap, name, hold);
    scene_check(scene);
    return object;
}

void scene_unbind(Scene *scene, const char *name) {
    unbind_name(scene->heap, name);
    scene_check(scene);
}

Object *scene_object(const Scene *scene, const char *name) {
    return heap_frame_lookup(scene->heap, HEAP_MODULE_FRAME, name);
}

Object *scene_class(Scene *scene, const char *name) {
    return scene_bind(scene, name, new_class(scene->heap, name));
}

static HeapStatus make_class(Heap *heap, const HeapClassSpec *spec, Object **out_class) {
    HeapClassMaking making;
    HeapStatus status = heap_class_begin(heap, spec, &making);
    HeapStatus end = heap_class_end(heap, &making, status != HEAP_OK, out_class);
    return status != HEAP_OK ? status : end;
}

Object *scene_make_class(Scene *scene, const HeapClassSpec *spec) {
    Object *cls = NULL;
    HeapStatus status = make_class(scene->heap, spec, &cls);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    return scene_bind(scene, spec->name, cls);
}

Object *scene_subclass(Scene *scene, const char *name, Object *base) {
    return scene_make_class(scene, &(HeapClassSpec){.name = name, .bases = &base, .base_count = 1});
}

const char *scene_refused_class(Scene *scene, const HeapClassSpec *spec) {
    Object *cls = NULL;
    HeapStatus status = make_class(scene->heap, spec, &cls);
    heap_drop(scene->heap, cls);
    scene_check(scene);
    return status == HEAP_OK ? "" : heap_error(scene->heap);
}

Object *scene_instance(Scene *scene, const char *name, Object *cls) {
    return scene_bind(scene, name, new_instance(scene->heap, cls));
}

Object *scene_list(Scene *scene, const char *name) {
    return scene_bind(scene, name, new_list(scene->heap));
}

Object *scene_int(Scene *scene, const char *name, int64_t value) {
    return scene_bind(scene, name, new_int(scene->heap, value));
}

void scene_set(Scene *scene, Object *object, const char *name, Object *value) {
    set_attr(scene->heap, object, name, value);
    scene_check(scene);
}

void scene_delete(Scene *scene, Object *object, const char *name) {
    HeapStatus status = heap_del_attr(scene->heap, object, name);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    scene_check(scene);
}

Object *scene_get(Scene *scene, Object *object, const char *name) {
    Object *value = NULL;
    HeapStatus status = heap_get_attr(scene->heap, object, name, &value);
    scene_check(scene);
    return status == HEAP_OK ? value : NULL;
}

Object *scene_load_dict(Scene *scene, const char *name, Object *object) {
    Object *dict = NULL;
    HeapStatus status = heap_load_attr(scene->heap, object, "__dict__", &dict);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    return scene_bind(scene, name, dict);
}

void scene_leave_cycle_with_dicts(Scene *scene) {
    Object *cls = scene_class(scene, "P");
    Object *p = scene_instance(scene, "p", cls), *q = scene_instance(scene, "q", cls);
    scene_set(scene, p, "d", q);
    scene_set(scene, q, "p", p);
    scene_load_dict(scene, "d", p);
    scene_load_dict(scene, "d", q);
    scene_unbind(scene, "d");
    scene_unbind(scene, "p");
    scene_unbind(scene, "q");
}

int64_t scene_collect(Scene *scene, int generation) {
    HeapCollection collection = collect(scene->heap, generation);
    scene_check(scene);
    return (int64_t)collection.collected;
}

int64_t scene_count(const Scene *scene) {
    return (int64_t)count0(scene->heap);
}

int64_t scene_parked(const Scene *scene, const char *list) {
    HeapFreeListInfo info;
    uint32_t cursor = 0;
    while (heap_next_free_list(scene->heap, &cursor, &info)) {
        if (strcmp(info.name, list) == 0) {
            return info.length;
        }
    }
    return -1;
}

HeapObjectInfo scene_info(const Scene *scene, const Object *object) {
    return heap_object_info(scene->heap, object);
}

void scene_log(Scene *scene, uint64_t wanted) {
    scene->log[0] = '\0';
    HeapObserver observer = {.event = note, .context = scene, .wanted = wanted};
    heap_set_observer(scene->heap, wanted == 0 ? NULL : &observer);
}

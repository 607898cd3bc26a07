// The body of a request: scanned strictly, then parsed.
#include "api/json/json_scan.h"
#include "api/session.h"

ApiCode request_read(const ApiInput *input, bool may_be_empty, JsonDocument *document,
                     Problem *problem) {
    if (input->size == 0) {
        if (!may_be_empty) {
            return problem_set(problem, API_BAD_JSON, NULL,
                               "The body is empty; a JSON object was expected.");
        }
        return json_read_nothing(document) ? API_OK : problem_no_memory(problem);
    }
    ApiCode code = json_scan(input->body, input->size, problem);
    if (code != API_OK) {
        return code;
    }
    if (!json_read(document, input->body, input->size)) {
        return problem_no_memory(problem);
    }
    if (!cJSON_IsObject(document->root)) {
        return problem_set(problem, API_BAD_REQUEST, NULL,
                           "The body should be a JSON object; a list of operations is "
                           "{\"ops\": [...]}.");
    }
    return API_OK;
}

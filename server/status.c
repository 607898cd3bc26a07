#include "server/status.h"

// clang-format off
static const unsigned statuses[API_CODES] = {
    [API_OK]                     = 200,
    [API_CREATED]                = 201,
    [API_NO_CONTENT]             = 204,
    [API_NOT_MODIFIED]           = 304,

    [API_BAD_JSON]               = 400,
    [API_BAD_REQUEST]            = 400,
    [API_BAD_QUERY]              = 400,
    [API_UNKNOWN_FIELD]          = 400,
    [API_UNKNOWN_OPERATION]      = 400,
    [API_UNKNOWN_PROFILE]        = 400,
    [API_MISSING_ARGUMENT]       = 400,
    [API_BAD_ARGUMENT]           = 400,
    [API_BAD_NAME]               = 400,
    [API_TOO_MANY_ITEMS]         = 400,

    [API_NOT_FOUND]              = 404,
    [API_NO_SUCH_SESSION]        = 404,
    [API_NO_SUCH_OBJECT]         = 404,
    [API_NO_SUCH_NAME]           = 404,
    [API_NO_SUCH_POOL]           = 404,
    [API_SESSION_ENDED]          = 410,
    [API_OBJECT_FREED]           = 410,

    [API_METHOD_NOT_ALLOWED]     = 405,
    [API_NOT_ACCEPTABLE]         = 406,
    [API_LENGTH_REQUIRED]        = 411,
    [API_BODY_TOO_LARGE]         = 413,
    [API_URI_TOO_LONG]           = 414,
    [API_UNSUPPORTED_MEDIA_TYPE] = 415,
    [API_EXPECTATION_FAILED]     = 417,
    [API_HEADERS_TOO_LARGE]      = 431,
    [API_METHOD_UNKNOWN]         = 501,
    [API_CODING_UNKNOWN]         = 501,
    [API_FOREIGN_ORIGIN]         = 403,
    [API_MISDIRECTED]            = 421,

    [API_STALE]                  = 412,
    [API_CONFLICT]               = 409,
    [API_EXCEPTION]              = 422,
    [API_BAD_REFERENCE]          = 422,
    [API_QUOTA_OBJECTS]          = 422,
    [API_QUOTA_BYTES]            = 422,
    [API_QUOTA_WORK]             = 422,
    [API_QUOTA_OPERATIONS]       = 422,
    [API_QUOTA_NAMES]            = 422,

    [API_DRAINING]               = 503,
    [API_BUSY]                   = 503,
    [API_TOO_MANY_SESSIONS]      = 503,
    [API_TOO_MANY_CONNECTIONS]   = 503,
    [API_TOO_MUCH_MEMORY]        = 503,
    [API_NO_MEMORY]              = 503,
};
// clang-format on

unsigned status_of(ApiCode code) {
    return statuses[code];
}

# Every answer in every test is recorded, and held against /openapi.json when all others are over:
# the server under test is one that records, and so is the api of its tests.
add_library(recorder STATIC contract/recorder/record.c)
target_compile_definitions(recorder PRIVATE _GNU_SOURCE)
target_link_libraries(recorder PUBLIC pthread)

add_executable(recorded_server
    ${CMAKE_SOURCE_DIR}/server/main.c contract/recorder/record_server.c)
target_compile_definitions(recorded_server PRIVATE _GNU_SOURCE)
target_link_libraries(recorded_server PRIVATE server recorder)
target_link_options(recorded_server PRIVATE LINKER:--wrap=exchange_reply)
add_dependencies(threads recorded_server sandheap)

add_library(recorded_api OBJECT contract/recorder/record_api.c)
target_link_libraries(recorded_api PUBLIC recorder)
target_link_options(recorded_api INTERFACE LINKER:--wrap=api_call,--wrap=api_session_create)
file(GLOB api_tests CONFIGURE_DEPENDS api/*_test.c)
foreach(test IN LISTS api_tests)
    cmake_path(GET test STEM name)
    target_link_libraries(${name} PRIVATE recorded_api)
endforeach()

# Node reads the document; ./dev installs the npm packages there. Without them these tests skip.
set(contract_modules ${CMAKE_SOURCE_DIR}/build/contract/node_modules)
set(contract_environment
    "SANDHEAP_SERVER=$<TARGET_FILE:sandheap>" "SANDHEAP_CONTRACT_MODULES=${contract_modules}")
foreach(name document_test verdict_test contract_fuzz_test)
    add_test(NAME ${name} COMMAND node ${CMAKE_CURRENT_SOURCE_DIR}/contract/${name}.mjs)
    set_tests_properties(${name} PROPERTIES
        ENVIRONMENT "${contract_environment}" SKIP_RETURN_CODE 77 LABELS contract)
endforeach()

set(records ${CMAKE_CURRENT_BINARY_DIR}/records)
get_property(all_tests DIRECTORY PROPERTY TESTS)
foreach(test IN LISTS all_tests)
    get_test_property(${test} ENVIRONMENT environment)
    if(environment MATCHES "SANDHEAP_SERVER=.<TARGET_FILE:sandheap>")
        string(REPLACE "SANDHEAP_SERVER=$<TARGET_FILE:sandheap>"
               "SANDHEAP_SERVER=$<TARGET_FILE:recorded_server>" environment "${environment}")
        list(APPEND environment "SANDHEAP_RECORDS=${records}")
        set_tests_properties(${test} PROPERTIES
            ENVIRONMENT "${environment}" FIXTURES_REQUIRED replies)
    endif()
endforeach()

# replies_test comes after all that record, however many of them run: it is their clean-up. The
# folder is emptied before the first of them.
add_test(NAME replies_begin COMMAND sh -c "rm -rf '${records}' && mkdir '${records}'")
add_test(NAME replies_test COMMAND node ${CMAKE_CURRENT_SOURCE_DIR}/contract/replies_test.mjs)
set_tests_properties(replies_begin PROPERTIES FIXTURES_SETUP replies)
set_tests_properties(replies_test PROPERTIES
    ENVIRONMENT "${contract_environment};SANDHEAP_RECORDS=${records}"
    FIXTURES_CLEANUP replies SKIP_RETURN_CODE 77 LABELS contract)

// Runs a JavaScript file with QuickJS: `js FILE [ARGUMENT…]`, with `print`, `scriptArgs`, `readFile` and `writeFile`.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quickjs.h"

static char *read_whole(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    size_t capacity = 4096, used = 0, count;
    char *text = malloc(capacity + 1);
    while ((count = fread(text + used, 1, capacity - used, file)) > 0) {
        used += count;
        if (used == capacity)
            text = realloc(text, (capacity *= 2) + 1);
    }
    fclose(file);
    text[used] = 0;
    *length = used;
    return text;
}

static JSValue js_print(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
    for (int i = 0; i < argc; i++) {
        const char *text = JS_ToCString(context, argv[i]);
        printf("%s%s", i ? " " : "", text ? text : "?");
        JS_FreeCString(context, text);
    }
    putchar('\n');
    return JS_UNDEFINED;
}

static JSValue js_read_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
    const char *path = JS_ToCString(context, argv[0]);
    size_t length;
    char *text = read_whole(path, &length);
    JSValue result = text ? JS_NewStringLen(context, text, length) : JS_NULL;
    free(text);
    JS_FreeCString(context, path);
    return result;
}

static JSValue js_write_file(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
    const char *path = JS_ToCString(context, argv[0]);
    size_t length;
    const char *text = JS_ToCStringLen(context, &length, argv[1]);
    FILE *file = fopen(path, "wb");
    int written = file && fwrite(text, 1, length, file) == length;
    if (file)
        fclose(file);
    JS_FreeCString(context, text);
    JS_FreeCString(context, path);
    return JS_NewBool(context, written);
}

static void print_exception(JSContext *context) {
    JSValue exception = JS_GetException(context);
    const char *text = JS_ToCString(context, exception);
    fprintf(stderr, "uncaught: %s\n", text ? text : "?");
    JS_FreeCString(context, text);
    JS_FreeValue(context, exception);
}

static int run_jobs(JSRuntime *runtime) {
    JSContext *context;
    int result;
    while ((result = JS_ExecutePendingJob(runtime, &context)) > 0) {
    }
    if (result < 0)
        print_exception(context);
    return result;
}

int main(int argc, char **argv) {
    size_t length;
    char *script = argc < 2 ? NULL : read_whole(argv[1], &length);
    if (!script) {
        fprintf(stderr, "usage: js FILE [ARGUMENT…], with a readable file\n");
        return 2;
    }
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = JS_NewContext(runtime);
    JSValue global = JS_GetGlobalObject(context);
    JS_SetPropertyStr(context, global, "print", JS_NewCFunction(context, js_print, "print", 1));
    JS_SetPropertyStr(context, global, "readFile", JS_NewCFunction(context, js_read_file, "readFile", 1));
    JS_SetPropertyStr(context, global, "writeFile", JS_NewCFunction(context, js_write_file, "writeFile", 2));
    JSValue arguments = JS_NewArray(context);
    for (int i = 2; i < argc; i++)
        JS_SetPropertyUint32(context, arguments, i - 2, JS_NewString(context, argv[i]));
    JS_SetPropertyStr(context, global, "scriptArgs", arguments);

    JSValue result = JS_Eval(context, script, length, argv[1], JS_EVAL_TYPE_GLOBAL);
    int failed = JS_IsException(result);
    if (failed)
        print_exception(context);
    JS_FreeValue(context, result);
    failed |= run_jobs(runtime) < 0;
    free(script);
    JS_FreeValue(context, global);
    JS_FreeContext(context);
    JS_FreeRuntime(runtime);
    return failed;
}

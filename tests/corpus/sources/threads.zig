// Zig's own threads: start and join, mutexes, conditions, thread-local variables,
// and a group of tasks on the standard library's pool.
const std = @import("std");
pub const panic = std.debug.no_panic;

const thread_count = 8;
const rounds = 2000;

var memory: [32 << 20]u8 align(16) = undefined;
var threaded: std.Io.Threaded = undefined;
var mutex: std.Io.Mutex = .init;
var condition: std.Io.Condition = .init;
var go = std.atomic.Value(u32).init(0);
var counted: u64 = 0;
var ready: u32 = 0;
var done = std.atomic.Value(u32).init(0);
threadlocal var local: u32 = 5;

fn work(io: std.Io, number: u32) void {
    // Zig's join waits forever for a thread that ends before `spawn` returns.
    while (go.load(.acquire) == 0) {
        std.atomic.spinLoopHint();
    }
    if (local != 5) @trap();
    for (0..rounds) |_| {
        mutex.lockUncancelable(io);
        counted += number;
        mutex.unlock(io);
        local += 1;
    }
    if (local != 5 + rounds) @trap();
    mutex.lockUncancelable(io);
    ready += 1;
    condition.broadcast(io);
    while (ready < thread_count) {
        condition.waitUncancelable(io, &mutex);
    }
    mutex.unlock(io);
}

fn print(comptime format: []const u8, arguments: anytype) !void {
    var space: [64]u8 = undefined;
    const text = try std.fmt.bufPrint(&space, format, arguments);
    const piece = [1]std.os.wasi.ciovec_t{.{ .base = text.ptr, .len = text.len }};
    var written: usize = undefined;
    _ = std.os.wasi.fd_write(1, &piece, 1, &written);
}

fn task(number: u32) void {
    _ = done.fetchAdd(number, .monotonic);
}

pub fn main() !void {
    var fixed = std.heap.FixedBufferAllocator.init(&memory);
    const allocator = fixed.threadSafeAllocator();
    threaded = .init(allocator, .{});
    const io = threaded.io();
    var threads: [thread_count]std.Thread = undefined;
    for (&threads, 1..) |*thread, number| {
        thread.* = try std.Thread.spawn(.{ .allocator = allocator, .stack_size = 64 << 10 }, work, .{ io, @as(u32, @intCast(number)) });
    }
    go.store(1, .release);
    for (threads) |thread| thread.join();
    try print("counted {d}\n", .{counted});
    var group: std.Io.Group = .init;
    for (1..101) |index| {
        const number: u32 = @intCast(index);
        group.async(io, task, .{number});
    }
    try group.await(io);
    try print("summed {d}\n", .{done.load(.monotonic)});
}

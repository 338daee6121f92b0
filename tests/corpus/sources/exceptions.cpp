// C++ exceptions as programs use them: every kind of catch, destructors on the way, rethrowing, nested and
// captured exceptions, exceptions out of constructors, the standard library's own.
#include <algorithm>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

static std::vector<std::string> trail;

struct Trace {
    std::string name;
    explicit Trace(std::string name) : name(std::move(name)) { trail.push_back("+" + this->name); }
    ~Trace() { trail.push_back("-" + name); }
};

static void show(const std::string &title) {
    std::cout << title << ':';
    for (const auto &step : trail) std::cout << ' ' << step;
    std::cout << '\n';
    trail.clear();
}

struct Base : std::runtime_error {
    using std::runtime_error::runtime_error;
    virtual int number() const { return 1; }
};

struct Side {
    long long payload = 0x123456789abcdef0;
    virtual ~Side() = default;
};

struct Derived : Side, Base {
    explicit Derived(const std::string &text) : Base("derived " + text) {}
    int number() const override { return 2; }
};

static int fail(int kind, int depth) {
    Trace trace("f" + std::to_string(depth));
    if (depth > 0) return fail(kind, depth - 1) + 1;
    switch (kind) {
    case 0: throw 42;
    case 1: throw 2.5;
    case 2: throw std::string("text");
    case 3: throw Base("base");
    case 4: throw Derived("one");
    case 5: throw "literal";
    case 6: throw nullptr;
    case 7: return std::vector<int>(3).at(7);
    case 8: return static_cast<int>(std::string("x").substr(5).size());
    case 9: return std::stoi("none");
    case 10: return std::get<int>(std::variant<int, float>(1.5f));
    case 11: std::function<int()>()(); return 0;
    case 12: return dynamic_cast<Derived &>(static_cast<Base &>(*std::make_unique<Base>("cast"))).number();
    default: return kind;
    }
}

static std::string caught(int kind) {
    try {
        return "value " + std::to_string(fail(kind, 2));
    } catch (int number) {
        return "int " + std::to_string(number);
    } catch (const std::string &text) {
        return "string " + text;
    } catch (Side &side) {
        return "side " + std::to_string(side.payload) + " " + std::to_string(dynamic_cast<Derived &>(side).number());
    } catch (const Base &base) {
        return std::string("base ") + base.what() + " " + std::to_string(base.number());
    } catch (std::nullptr_t) {
        return "null";
    } catch (const char *text) {
        return std::string("pointer ") + text;
    } catch (const std::logic_error &error) {
        return std::string("logic error ") + error.what();
    } catch (const std::exception &error) {
        return std::string("exception ") + error.what();
    } catch (...) {
        return "something";
    }
}

struct Member {
    Trace first{"first"};
    Trace second;
    explicit Member(bool fails) : second(fails ? throw Base("member") : "second") {}
};

static void rethrow() {
    try {
        fail(4, 1);
    } catch (Base &) {
        Trace trace("handler");
        throw;
    }
}

static void nest(int depth) {
    try {
        if (depth == 0) throw Derived("innermost");
        nest(depth - 1);
    } catch (...) {
        std::throw_with_nested(std::runtime_error("level " + std::to_string(depth)));
    }
}

static void unnest(const std::exception &error, std::string &text) {
    text += error.what();
    text += "; ";
    try {
        std::rethrow_if_nested(error);
    } catch (const std::exception &inner) {
        unnest(inner, text);
    }
}

static int quiet(int value) noexcept {
    try {
        if (value % 3 == 0) throw value;
        return value;
    } catch (int number) {
        return -number;
    }
}

// What nobody catches would end the program at once; that nothing leaves a function has to be seen to.
static void leave() noexcept { throw Base("nobody catches it"); }

int main() {
    for (int kind = 0; kind <= 13; kind++) std::cout << kind << ' ' << caught(kind) << '\n';
    show("frames");
    try {
        Member member(true);
    } catch (const Base &base) {
        show(base.what());
    }
    { Member member(false); }
    show("whole");
    try {
        rethrow();
    } catch (const Derived &derived) {
        show(derived.what());
    }
    std::string text;
    try {
        nest(3);
    } catch (const std::exception &error) {
        unnest(error, text);
    }
    std::cout << text << '\n';

    // Captured, thrown again later, and twice.
    std::exception_ptr kept;
    try {
        fail(2, 0);
    } catch (...) {
        kept = std::current_exception();
    }
    trail.clear();
    for (int round = 0; round < 2; round++) {
        try {
            std::rethrow_exception(kept);
        } catch (const std::string &same) {
            std::cout << "kept " << same << ' ' << std::uncaught_exceptions() << '\n';
        }
    }

    // A destructor that throws and catches while another exception is on its way.
    struct Busy {
        ~Busy() {
            try {
                throw 7;
            } catch (int number) {
                std::cout << "inside " << number << ' ' << std::uncaught_exceptions() << '\n';
            }
        }
    };
    try {
        Busy busy;
        throw Base("outer");
    } catch (const Base &base) {
        std::cout << base.what() << '\n';
    }

    long long sum = 0;
    for (int value = 0; value < 300000; value++) sum += quiet(value);
    std::cout << "sum " << sum << '\n';

    std::vector<int> numbers(1000);
    for (int i = 0; i < 1000; i++) numbers[i] = i * 7919 % 1000;
    try {
        std::sort(numbers.begin(), numbers.end(), [](int left, int right) {
            if (left == 500) throw left;
            return left < right;
        });
    } catch (int number) {
        std::cout << "sorting stopped at " << number << '\n';
    }

    std::set_terminate([] {
        std::cout << "terminated" << std::endl;
        std::_Exit(3);
    });
    leave();
}

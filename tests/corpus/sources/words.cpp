// Reads text from standard input and reports on it: iostreams, containers, strings, sorting, virtual calls.
#include <algorithm>
#include <cctype>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

class Shape {
public:
    virtual ~Shape() = default;
    virtual std::string name() const = 0;
    virtual double area() const = 0;
};

class Circle : public Shape {
    double radius;

public:
    explicit Circle(double radius) : radius(radius) {}
    std::string name() const override { return "circle"; }
    double area() const override { return 3.141592653589793 * radius * radius; }
};

class Box : public Shape {
protected:
    double width, height;

public:
    Box(double width, double height) : width(width), height(height) {}
    std::string name() const override { return "box"; }
    double area() const override { return width * height; }
};

class Square : public Box {
public:
    explicit Square(double side) : Box(side, side) {}
    std::string name() const override { return "square"; }
};

static void count_words(std::istream &input) {
    std::map<std::string, int> counts;
    std::string line;
    size_t lines = 0, characters = 0;
    while (std::getline(input, line)) {
        lines++;
        characters += line.size() + 1;
        std::istringstream words(line);
        std::string word;
        while (words >> word) {
            word.erase(std::remove_if(word.begin(), word.end(), [](unsigned char c) { return !std::isalpha(c); }), word.end());
            std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
            if (!word.empty())
                counts[word]++;
        }
    }
    std::cout << lines << " lines, " << characters << " characters, " << counts.size() << " distinct words\n";
    std::vector<std::pair<std::string, int>> ranking(counts.begin(), counts.end());
    std::stable_sort(ranking.begin(), ranking.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    for (size_t i = 0; i < 10 && i < ranking.size(); i++)
        std::cout << std::setw(12) << std::left << ranking[i].first << std::setw(5) << std::right << ranking[i].second << '\n';
}

static void measure_shapes() {
    std::vector<std::unique_ptr<Shape>> shapes;
    for (int i = 1; i <= 300; i++) {
        if (i % 3 == 0)
            shapes.push_back(std::make_unique<Circle>(i));
        else if (i % 3 == 1)
            shapes.push_back(std::make_unique<Box>(i, i + 1));
        else
            shapes.push_back(std::make_unique<Square>(i));
    }
    std::map<std::string, double> totals;
    for (const auto &shape : shapes)
        totals[shape->name()] += shape->area();
    for (const auto &[name, total] : totals)
        std::cout << name << ": " << std::fixed << std::setprecision(4) << total << '\n';
    auto as_box = std::count_if(shapes.begin(), shapes.end(), [](const auto &s) { return dynamic_cast<Box *>(s.get()) != nullptr; });
    std::cout << as_box << " of " << shapes.size() << " are boxes\n";
}

static void use_containers() {
    std::unordered_map<int, std::string> squares;
    for (int i = 0; i < 1000; i++)
        squares[i * i] = std::to_string(i);
    std::set<int> primes;
    for (int n = 2; primes.size() < 25; n++)
        if (std::none_of(primes.begin(), primes.end(), [n](int p) { return n % p == 0; }))
            primes.insert(n);
    std::function<long(long)> factorial = [&](long n) -> long { return n < 2 ? 1 : n * factorial(n - 1); };
    std::cout << "square root of 998001: " << squares[998001] << ", 25th prime: " << *primes.rbegin()
              << ", sum: " << std::accumulate(primes.begin(), primes.end(), 0) << ", 12! = " << factorial(12) << '\n';
    std::ostringstream text;
    text << std::hex << std::showbase << 255 << ' ' << std::oct << 8 << ' ' << std::dec << std::scientific << 12345.678 << ' '
         << std::boolalpha << true;
    std::cout << text.str() << '\n';
}

int main() {
    count_words(std::cin);
    measure_shapes();
    use_containers();
    std::cerr << "done\n";
}

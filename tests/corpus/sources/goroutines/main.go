// A tour of Go on WASI: goroutines, channels, select, maps, sorting, formatting, JSON, files and folders.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

type result struct {
	Worker int    `json:"worker"`
	Digest string `json:"digest"`
}

func main() {
	fmt.Println("arguments:", os.Args[1:])
	fmt.Println("GREETING:", os.Getenv("GREETING"))
	workers()
	pipeline()
	timers()
	maps()
	recovered()
	collectGarbage()
	if err := files("work"); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(7)
}

func workers() {
	jobs := make(chan int)
	results := make(chan result, 4)
	var group sync.WaitGroup
	for worker := 0; worker < 8; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for job := range jobs {
				sum := sha256.Sum256([]byte(strings.Repeat("wasi", job)))
				results <- result{job, fmt.Sprintf("%x", sum[:4])}
			}
		}()
	}
	go func() {
		for job := 0; job < 200; job++ {
			jobs <- job
		}
		close(jobs)
		group.Wait()
		close(results)
	}()
	var all []result
	for r := range results {
		all = append(all, r)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Worker < all[j].Worker })
	text, _ := json.Marshal(all[:3])
	fmt.Println(len(all), string(text))
}

func pipeline() {
	source := make(chan int)
	go func() {
		for i := 2; ; i++ {
			source <- i
		}
	}()
	var primes []int
	for len(primes) < 60 {
		prime := <-source
		primes = append(primes, prime)
		next := make(chan int)
		go func(in, out chan int) {
			for {
				if n := <-in; n%prime != 0 {
					out <- n
				}
			}
		}(source, next)
		source = next
	}
	fmt.Println("primes:", primes[len(primes)-5:], "goroutines:", runtime.NumGoroutine() > 60)
}

func timers() {
	ticks := 0
	ticker := time.NewTicker(5 * time.Millisecond)
	deadline := time.After(200 * time.Millisecond)
	for ticks < 3 {
		select {
		case <-ticker.C:
			ticks++
		case <-deadline:
			fmt.Println("too late")
			return
		}
	}
	ticker.Stop()
	fmt.Println("ticks:", ticks)
}

func maps() {
	counts := map[string]int{}
	for i := 0; i < 50000; i++ {
		counts[fmt.Sprint(i%977)]++
	}
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	fmt.Println(len(keys), keys[:3], counts["5"])
	fmt.Printf("%08.3f|%+d|%q|%v|%T|%x\n", 3.14159, 42, "quoted\n", []string{"a", "b"}, counts, "hex")
}

func recovered() {
	defer func() { fmt.Println("recovered:", recover()) }()
	var values []int
	fmt.Println(values[len(os.Args)+100])
}

func collectGarbage() {
	type node struct{ left, right *node }
	var grow func(depth int) *node
	grow = func(depth int) *node {
		if depth == 0 {
			return &node{}
		}
		return &node{grow(depth - 1), grow(depth - 1)}
	}
	for i := 0; i < 20; i++ {
		grow(14)
	}
	runtime.GC()
	fmt.Println("collected garbage")
}

func files(root string) error {
	for i := 0; i < 30; i++ {
		folder := filepath.Join(root, fmt.Sprint(i%4))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%02d.txt", i)), []byte(strings.Repeat("line\n", i)), 0o644); err != nil {
			return err
		}
	}
	lines, count := 0, 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		count++
		for scanner := bufio.NewScanner(file); scanner.Scan(); {
			lines++
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Println("files:", count, "lines:", lines)
	if err := os.Rename(filepath.Join(root, "0/00.txt"), filepath.Join(root, "renamed.txt")); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(root, "3")); err != nil {
		return err
	}
	_, err = os.Stat(filepath.Join(root, "3"))
	fmt.Println("removed:", errors.Is(err, fs.ErrNotExist))
	_, err = os.ReadFile("/etc/passwd")
	fmt.Println("passwd refused:", err != nil)
	return nil
}

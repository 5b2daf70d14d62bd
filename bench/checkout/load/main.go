// Buyers over HTTP: each puts one unit into the cart (fill), then all press the order button (place).
//
//	load fill  -url U -tokens F -shop S -variant V -clients 16
//	load place -url U -tokens F -shop S -price P -clients 64 [-rate R]
//
// With -rate the button is pressed that often a second whatever the answers do; without it each client
// presses as soon as it was answered. One line of JSON on stdout tells how it went.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sort"
	"sync"
	"time"
)

const patience = 20 * time.Second

type answer struct {
	reason string // "" when it was accepted
	after  time.Duration
	at     time.Duration // since the start
}

type buyers struct {
	client  *http.Client
	url     string
	shop    string
	variant string
	price   int
}

func (b *buyers) press(token, what string, number int) (string, error) {
	path, body := "/orders", map[string]any{
		"contact":        map[string]string{"name": "Buyer", "phone": "0912345678", "address": "Road 1"},
		"expected_total": map[string]any{"currency_code": "TWD", "amount_minor": b.price},
	}
	if what == "fill" {
		path, body = "/cart/lines", map[string]any{"variant_id": b.variant, "quantity": 1}
	}
	sent, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequest("POST", b.url+"/v1/shops/"+b.shop+path, bytes.NewReader(sent))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%s-%s-%d", what, b.shop, number))
	response, err := b.client.Do(request)
	if err != nil {
		return "NO_ANSWER", nil
	}
	defer response.Body.Close()
	told, err := io.ReadAll(response.Body)
	if err != nil {
		return "NO_ANSWER", nil
	}
	if response.StatusCode < 300 {
		return "", nil
	}
	var problem struct{ Reason string }
	if json.Unmarshal(told, &problem) != nil || problem.Reason == "" {
		return fmt.Sprintf("HTTP_%d", response.StatusCode), nil
	}
	return problem.Reason, nil
}

func (b *buyers) all(tokens []string, what string, clients int, rate float64) ([]answer, time.Duration, error) {
	answers, failures := make([]answer, len(tokens)), make(chan error, len(tokens))
	began, next := time.Now(), make(chan int)
	var running sync.WaitGroup
	one := func(number int) {
		pressed := time.Now()
		reason, err := b.press(tokens[number], what, number)
		if err != nil {
			failures <- err
		}
		answers[number] = answer{reason, time.Since(pressed), time.Since(began)}
	}
	if rate > 0 {
		for number := range tokens {
			time.Sleep(time.Until(began.Add(time.Duration(float64(number) / rate * float64(time.Second)))))
			running.Add(1)
			go func() { defer running.Done(); one(number) }()
		}
	} else {
		for range clients {
			running.Add(1)
			go func() {
				defer running.Done()
				for number := range next {
					one(number)
				}
			}()
		}
		for number := range tokens {
			next <- number
		}
	}
	close(next)
	running.Wait()
	took := time.Since(began)
	select {
	case err := <-failures:
		return nil, 0, err
	default:
		return answers, took, nil
	}
}

func lines(file string) ([]string, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var found []string
	scanner := bufio.NewScanner(opened)
	for scanner.Scan() {
		found = append(found, scanner.Text())
	}
	return found, scanner.Err()
}

func quantile(sorted []time.Duration, part float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(part*float64(len(sorted)-1))].Seconds() * 1000
}

func run() error {
	if len(os.Args) < 2 {
		return errors.New("fill or place?")
	}
	what, flags := os.Args[1], flag.NewFlagSet("load", flag.ExitOnError)
	url, file := flags.String("url", "", ""), flags.String("tokens", "", "")
	shop, variant := flags.String("shop", "", ""), flags.String("variant", "", "")
	price, clients := flags.Int("price", 0, ""), flags.Int("clients", 16, "")
	rate := flags.Float64("rate", 0, "")
	if err := flags.Parse(os.Args[2:]); err != nil {
		return err
	}
	tokens, err := lines(*file)
	if err != nil {
		return err
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 4096}
	b := &buyers{&http.Client{Transport: transport, Timeout: patience}, *url, *shop, *variant, *price}
	answers, took, err := b.all(tokens, what, *clients, *rate)
	if err != nil {
		return err
	}
	reasons := map[string]int{}
	var good, refused []time.Duration
	last := time.Duration(0)
	for _, one := range answers {
		if one.reason == "" {
			good, last = append(good, one.after), max(last, one.at)
		} else {
			reasons[one.reason]++
			refused = append(refused, one.after)
		}
	}
	for _, all := range [][]time.Duration{good, refused} {
		sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"accepted": len(good), "refused": reasons, "seconds": took.Seconds(), "last_accepted_s": last.Seconds(),
		"p50_ms": quantile(good, 0.5), "p99_ms": quantile(good, 0.99), "refused_p99_ms": quantile(refused, 0.99),
	})
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

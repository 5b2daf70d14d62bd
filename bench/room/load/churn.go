package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sync/atomic"
	"time"
)

const (
	share  = 5 // one in so many goes and comes, every second
	settle = 10 * time.Second
)

// churn replaces a share of the viewers every second and compares the count that one of them is told.
// Then half of them leave. It tells the largest error before, relative to the truth, and how long the
// count was wrong after that.
func churn(do task) error {
	watch := func() (*socket, error) { return do.says.watch(do.address) }
	watcher, err := watch()
	if err != nil {
		return err
	}
	var told atomic.Int64
	go listen(watcher, &told)
	crowd, err := enter(do.viewers-1, watch)
	if err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	if _, err := exact(&told, do.viewers); err != nil {
		return err
	}
	worst := 0.0
	for turn := range do.seconds {
		began, next := time.Now(), turn%share
		for index := next; index < len(crowd); index += share {
			crowd[index].conn.Close()
		}
		gone := (len(crowd) - next + share - 1) / share
		came, err := enter(gone, watch)
		if err != nil {
			return err
		}
		for number, one := range came {
			crowd[next+number*share] = one
		}
		worst = max(worst, math.Abs(float64(told.Load())/float64(do.viewers)-1))
		time.Sleep(time.Until(began.Add(time.Second)))
	}
	left := len(crowd) / 2
	for _, one := range crowd[:left] {
		one.conn.Close()
	}
	took, err := exact(&told, do.viewers-left)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"worst": worst, "seconds": took.Seconds()})
}

// exact waits until the truth is told.
func exact(told *atomic.Int64, truth int) (time.Duration, error) {
	began := time.Now()
	for told.Load() != int64(truth) {
		if time.Since(began) > settle {
			return 0, fmt.Errorf("%d viewers, and %d are told", truth, told.Load())
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(began), nil
}

// listen keeps the newest count; other viewers only have to be there.
func listen(one *socket, told *atomic.Int64) {
	for {
		frame, err := one.read()
		if err != nil {
			return
		}
		if !bytes.Contains(frame, []byte(`"type":"viewers"`)) {
			continue
		}
		var news struct {
			Count int64 `json:"count"`
		}
		if json.Unmarshal(frame, &news) == nil {
			told.Store(news.Count)
		}
	}
}

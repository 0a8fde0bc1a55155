package plaidsvc

import (
	"context"
	"errors"
	"sync"
)

// tasks are the calls and the background work that Close ends and waits for.
type tasks struct {
	ctx     context.Context // ends with close
	cancel  context.CancelFunc
	mu      sync.Mutex // guards closed and running.Add
	closed  bool
	running sync.WaitGroup
}

var errClosed = errors.New("passbook is closing")

func newTasks() *tasks {
	t := &tasks{}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// begin registers a call. Its context ends with the caller's or with close; the
// caller calls done. Error: errClosed.
func (t *tasks) begin(ctx context.Context) (_ context.Context, done func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, nil, errClosed
	}
	t.running.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(t.ctx, cancel)
	return ctx, func() {
		stop()
		cancel()
		t.running.Done()
	}, nil
}

// start runs work in the background, unless it is closing.
func (t *tasks) start(ctx context.Context, work func(context.Context)) {
	ctx, done, err := t.begin(ctx)
	if err != nil {
		return
	}
	go func() {
		defer done()
		work(ctx)
	}()
}

// close ends what runs and waits for it.
func (t *tasks) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.cancel()
	t.running.Wait()
}

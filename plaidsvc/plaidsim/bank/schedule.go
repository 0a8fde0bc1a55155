package bank

import "time"

// schedule is a heap of what will happen, the next one first.
type schedule []scheduled

// scheduled is something that happens at an instant; order decides between
// equal ones.
type scheduled struct {
	at    time.Time
	order int
	do    func(at time.Time)
}

func (e schedule) Len() int { return len(e) }

func (e schedule) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].order < e[j].order
}

func (e schedule) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

func (e *schedule) Push(x any) { *e = append(*e, x.(scheduled)) }

func (e *schedule) Pop() any {
	old := *e
	x := old[len(old)-1]
	*e = old[:len(old)-1]
	return x
}

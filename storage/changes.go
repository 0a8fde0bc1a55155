package storage

// Changes counts what an update did. A pending row and the posted row that
// replaced it count once, as posted.
type Changes struct {
	SyncID    int64
	Added     int
	Modified  int // really changed
	Unchanged int // sent as modified or added again, identical
	Removed   int
	Posted    int // pending rows replaced by their posted successor
}

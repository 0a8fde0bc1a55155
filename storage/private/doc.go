// Package private keeps files and folders for the eyes of one person: it makes
// them so, mends those that are open to others, and refuses those that somebody
// else may have put there. It knows nothing of what is in them.
package private

// Package config holds the settings that a person makes once: which there are,
// where each one's value comes from, and the file that keeps them. It opens no
// cache.
package config

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * size-plot.c - the curve of misses over the size of a window, as SVG
 *
 * Made in memory first, so that no half of a picture is left if a replay
 * fails. Sizes are on a scale of powers of two.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>

#include "daxctl/report/out.h"
#include "size-window.h"

enum {
	WIDTH = 800,
	HEIGHT = 480,
	LEFT = 70,
	RIGHT = 30,
	TOP = 56,
	BOTTOM = 64,
	LABELS_MAX = 10 /* on the axis of sizes */
};

struct plot {
	struct out out;
	const struct advice *advice;
	unsigned int octaves; /* the axis: 2 MiB to 2 MiB << octaves */
	struct daxctl_trace_info info;
};

static void put(struct plot *plot, const char *format, ...) printf_like(2, 3);

static void put(struct plot *plot, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	out_string(&plot->out, text);
}

/* Its digits are found one by one: that needs no library. */
static double log2_of(double number)
{
	double log = 0, digit = 1;

	for (; number >= 2; number /= 2)
		log++;
	while (digit > 1e-4) {
		digit /= 2;
		number *= number;
		if (number < 2)
			continue;
		number /= 2;
		log += digit;
	}
	return log;
}

/* Where a number of ranges is, from the left. */
static double x_of(const struct plot *plot, double ranges)
{
	return LEFT + (WIDTH - LEFT - RIGHT) * log2_of(ranges) / plot->octaves;
}

/* Where a share of the accesses is, from above. */
static double y_of(double percent)
{
	return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * percent / 100;
}

static void put_line(struct plot *plot, double x1, double y1, double x2,
		     double y2, const char *style)
{
	put(plot,
	    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1,
	    y1, x2, y2, style);
}

static void put_text(struct plot *plot, double x, double y, const char *anchor,
		     const char *text)
{
	put(plot, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
	    x, y, anchor, text);
}

static void put_head(struct plot *plot)
{
	put(plot,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n"
	    "<title>Misses of a DAX window by its size</title>\n"
	    "<desc>%llu accesses to %llu ranges of 2 MiB</desc>\n"
	    "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
	    WIDTH, HEIGHT, WIDTH, HEIGHT,
	    (unsigned long long)plot->info.accesses,
	    (unsigned long long)plot->info.ranges);
}

static void put_y_axis(struct plot *plot)
{
	char text[16];

	for (int percent = 0; percent <= 100; percent += 20) {
		put_line(plot, LEFT, y_of(percent), WIDTH - RIGHT,
			 y_of(percent), "stroke=\"#ddd\"");
		snprintf(text, sizeof(text), "%d %%", percent);
		put_text(plot, LEFT - 8, y_of(percent) + 4, "end", text);
	}
}

static void put_x_axis(struct plot *plot)
{
	unsigned int step = plot->octaves / LABELS_MAX + 1;
	char name[24];

	for (unsigned int i = 0; i <= plot->octaves; i += step) {
		double x = x_of(plot, (double)(UINT64_C(1) << i));

		put_line(plot, x, TOP, x, HEIGHT - BOTTOM + 5,
			 "stroke=\"#ddd\"");
		size_name((uint64_t)DAXCTL_RANGE_SIZE << i, name, sizeof(name));
		put_text(plot, x, HEIGHT - BOTTOM + 20, "middle", name);
	}
	put_text(plot, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle",
		 "size of the window");
}

/* The window that is judged, named where the curve isn't: at the top. */
static void put_choice(struct plot *plot)
{
	uint64_t window = advice_window(plot->advice);
	uint64_t ranges = daxctl_window_ranges(window);
	const char *anchor = "start";
	char size[24], text[64];
	double x;

	if (!ranges || ranges >> plot->octaves > 1)
		return;
	x = x_of(plot, ranges);
	if (x > WIDTH / 2.0)
		anchor = "end";
	put_line(plot, x, TOP, x, HEIGHT - BOTTOM,
		 "stroke=\"#2a7\" stroke-width=\"2\" stroke-dasharray=\"6 4\"");
	size_name(window, size, sizeof(size));
	snprintf(text, sizeof(text), "%s: %s",
		 plot->advice->wish.window ? "asked about" : "recommended",
		 size);
	put_text(plot, x, TOP - 8, anchor, text);
}

/* Each range has to be set up once, whatever the size. */
static void put_floor(struct plot *plot)
{
	double percent = 100.0 * plot->info.ranges / plot->info.accesses;

	put_line(plot, LEFT, y_of(percent), WIDTH - RIGHT, y_of(percent),
		 "stroke=\"#888\" stroke-dasharray=\"2 4\"");
	put_text(plot, LEFT + 6, y_of(percent) - 6, "start", "first accesses");
}

static int put_curve(struct plot *plot)
{
	/* Quarters of the way to the next power of two. */
	static const unsigned int thousandths[] = { 1000, 1189, 1414, 1682 };
	const size_t steps = ARRAY_SIZE(thousandths);
	struct daxctl_replay replay;
	uint64_t ranges, last = 0;
	int rc;

	put(plot,
	    "<polyline fill=\"none\" stroke=\"#25c\" stroke-width=\"2\" points=\"");
	for (unsigned int i = 0; i <= plot->octaves * steps; i++) {
		ranges = ((uint64_t)thousandths[i % steps] << i / steps) / 1000;
		if (ranges == last)
			continue;
		last = ranges;
		rc = daxctl_trace_replay(plot->advice->trace, ranges, &replay);
		if (rc)
			return rc;
		put(plot, "%.1f,%.1f ", x_of(plot, ranges),
		    y_of(100.0 * replay.setups / replay.accesses));
	}
	put(plot, "\"/>\n");
	return 0;
}

static int draw(struct plot *plot)
{
	char text[96];
	int rc;

	put_head(plot);
	snprintf(text, sizeof(text),
		 "Accesses that miss, of %llu to %llu ranges of 2 MiB",
		 (unsigned long long)plot->info.accesses,
		 (unsigned long long)plot->info.ranges);
	put_text(plot, LEFT, 24, "start", text);
	put_y_axis(plot);
	put_x_axis(plot);
	put_floor(plot);
	rc = put_curve(plot);
	put_choice(plot);
	put(plot, "</svg>\n");
	return rc ? rc : plot->out.rc;
}

/* As far as anything changes, and the window that is judged at least. */
static unsigned int count_octaves(const struct plot *plot)
{
	uint64_t most = daxctl_window_least(plot->info.ranges);
	uint64_t judged = daxctl_window_ranges(advice_window(plot->advice));
	unsigned int octaves = 1;

	if (judged > most && judged / 64 < most)
		most = judged;
	while (octaves < 32 && UINT64_C(1) << octaves < most)
		octaves++;
	return octaves;
}

static int write_file(struct out *from, const char *path)
{
	cleanup(close_p) int fd = -1;
	ssize_t len;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return -errno;
	for (size_t at = 0; at < from->used; at += len) {
		len = write(fd, from->data + at, from->used - at);
		if (len < 0 && errno == EINTR)
			len = 0;
		else if (len < 0)
			return -errno;
	}
	return close(take_fd(fd)) ? -errno : 0;
}

int plot_write(const struct advice *advice, const char *path)
{
	struct plot plot = { .out = OUT_TO_MEMORY, .advice = advice };
	int rc;

	daxctl_trace_get_info(advice->trace, &plot.info);
	if (!plot.info.accesses)
		return -ENODATA;
	plot.octaves = count_octaves(&plot);
	rc = draw(&plot);
	if (!rc)
		rc = write_file(&plot.out, path);
	out_free(&plot.out);
	return rc;
}

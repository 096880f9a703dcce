// Monthly RothC-26.3 over a grid, float32: the yardstick of the benchmark.
//
// A plain loop with what a good compiler needs and no more: cells innermost so that it becomes
// SIMD, blocks of cells so that their state stays in the cache, one block per thread at a time,
// pointers that promise not to overlap, expf from the compiler's vector library.
#include <algorithm>
#include <cmath>

struct Parameters {
    float a, b, c, coldest, covered, threshold, k_dpm, k_rpm, k_bio, k_hum, bio_share;
    float manure_dpm, manure_rpm, manure_hum;
};

constexpr long kBlock = 512;

extern "C" void rothc_run(
    long cells, long months, const Parameters* given,
    const float* __restrict temperature, const float* __restrict rain,
    const float* __restrict evaporation, const float* __restrict cover,
    const float* __restrict plant, const float* __restrict manure_of_all_months,
    const float* __restrict limits, const float* __restrict plant_dpm,
    const float* __restrict humified, const float* __restrict inert,
    float* __restrict pools, float* __restrict deficit, float* __restrict stock) {
    const Parameters p = *given;
#pragma omp parallel for schedule(static)
    for (long start = 0; start < cells; start += kBlock) {
        const long count = std::min(kBlock, cells - start);
        float dpm[kBlock], rpm[kBlock], bio[kBlock], hum[kBlock], dry[kBlock];
        for (long i = 0; i < count; ++i) {
            dpm[i] = pools[start + i];
            rpm[i] = pools[cells + start + i];
            bio[i] = pools[2 * cells + start + i];
            hum[i] = pools[3 * cells + start + i];
            dry[i] = deficit[start + i];
        }
        const float* dry_limit = limits + start;
        const float* bare_limit = limits + cells + start;
        const float* one_bar = limits + 2 * cells + start;
        const float* wilting = limits + 3 * cells + start;
        const float* minimum = limits + 4 * cells + start;
        for (long month = 0; month < months; ++month) {
            const long row = month * cells + start;
#pragma omp simd
            for (long i = 0; i < count; ++i) {
                const float t = temperature[row + i];
                const float warm = std::max(t, p.coldest);
                const float e = expf(-p.b / (warm + p.c));
                const float modifier_t = t < p.coldest ? 0.0f : p.a * e / (1.0f + e);
                const float plants = cover[row + i];
                const float limit = plants >= p.threshold ? dry_limit[i]
                                                          : std::min(bare_limit[i], dry[i]);
                const float water =
                    std::min(0.0f, dry[i] + rain[row + i] - evaporation[row + i]);
                dry[i] = std::max(limit, water);
                const float reach = minimum[i] + (1.0f - minimum[i]) * (wilting[i] - dry[i]) /
                                                     (wilting[i] - one_bar[i]);
                const float modifier_b =
                    dry[i] > one_bar[i] ? 1.0f : (dry[i] <= wilting[i] ? minimum[i] : reach);
                const float rate = modifier_t * modifier_b * (1.0f - (1.0f - p.covered) * plants);
                const float keep_dpm = expf(-rate * p.k_dpm / 12.0f);
                const float keep_rpm = expf(-rate * p.k_rpm / 12.0f);
                const float keep_bio = expf(-rate * p.k_bio / 12.0f);
                const float keep_hum = expf(-rate * p.k_hum / 12.0f);
                const float formed =
                    humified[start + i] * (dpm[i] * (1.0f - keep_dpm) + rpm[i] * (1.0f - keep_rpm) +
                                           bio[i] * (1.0f - keep_bio) + hum[i] * (1.0f - keep_hum));
                const float litter = plant[row + i];
                const float dung = manure_of_all_months[start + i];
                const float share = plant_dpm[start + i];
                dpm[i] = dpm[i] * keep_dpm + share * litter + p.manure_dpm * dung;
                rpm[i] = rpm[i] * keep_rpm + (1.0f - share) * litter + p.manure_rpm * dung;
                bio[i] = bio[i] * keep_bio + p.bio_share * formed;
                hum[i] = hum[i] * keep_hum + (1.0f - p.bio_share) * formed + p.manure_hum * dung;
            }
            if (month % 12 == 11) {
                float* out = stock + month / 12 * cells + start;
                for (long i = 0; i < count; ++i) {
                    out[i] = dpm[i] + rpm[i] + bio[i] + hum[i] + inert[start + i];
                }
            }
        }
        for (long i = 0; i < count; ++i) {
            pools[start + i] = dpm[i];
            pools[cells + start + i] = rpm[i];
            pools[2 * cells + start + i] = bio[i];
            pools[3 * cells + start + i] = hum[i];
            deficit[start + i] = dry[i];
        }
    }
}

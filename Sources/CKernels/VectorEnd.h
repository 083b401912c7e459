#undef float8
#undef unaligned8
#undef double8
#undef word8
#undef long8
#undef FMA

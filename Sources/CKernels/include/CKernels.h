#pragma once

#include "Kernels.h"
#include "ThreadPool.h"
